import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from './faults.js';

/** Reads a UTF-8 file, or says in a BundleError why not. */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  return decode(bytes, file);
}

/** Reads a JSON file, or says in a BundleError why not. */
export async function readJson(file: string): Promise<unknown> {
  return parseJson(await readText(file), file);
}

/** Why a file cannot be read, in words. */
export function unreadable(file: string, error: NodeJS.ErrnoException): BundleError {
  if (error.code === 'ENOENT') return fault(file, 'there is no such file');
  if (error.code === 'EISDIR') return fault(file, 'is a directory, expected a file');
  return fault(file, `cannot be read (${error.code ?? error.message})`);
}

/** The text that bytes are in UTF-8. */
export function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fault(file, 'is not UTF-8');
  }
}

export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message =
      text.trim() === '' ? 'is empty, expected JSON' : `is not JSON: ${(error as Error).message}`;
    throw fault(file, message);
  }
}

const fault = (file: string, message: string) => new BundleError(file, [{ pointer: '', message }]);

/** The JSON files of a directory, by name. */
export async function jsonFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(directory, name));
}
