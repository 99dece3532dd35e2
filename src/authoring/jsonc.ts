import { BundleError } from '../bundle/faults.js';
import { readText } from '../bundle/read.js';

/** Reads a draft: JSON that may have comments, and commas after the last of a list. */
export async function readDraft(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(toJson(text));
  } catch (error) {
    const message = `is not JSON with comments: ${(error as Error).message}`;
    throw new BundleError(file, [{ pointer: '', message }]);
  }
}

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"`;
const COMMENT = new RegExp(String.raw`(${STRING})|//[^\n]*|/\*[^]*?\*/`, 'g');
const LAST_COMMA = new RegExp(String.raw`(${STRING})|,(?=\s*[}\]])`, 'g');

/** Blanks comments and last commas; all else stays where it is, so positions in errors hold. */
export function toJson(text: string): string {
  const blank = (found: string, string?: string) => string ?? found.replace(/[^\r\n]/g, ' ');
  return text.replace(COMMENT, blank).replace(LAST_COMMA, blank);
}
