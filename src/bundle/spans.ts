import { hash } from 'node:crypto';
import type { z } from 'zod';
import type { Path } from './faults.js';
import type { Seal } from './format.js';

/** A span somewhere in a bundle's JSON. */
export interface LocatedSpan {
  path: Path;
  start: number;
  end: number;
  exact: string;
}

/** Every span of a bundle, in the order of the file; what is malformed is left to the format. */
export function spansOf(json: unknown): LocatedSpan[] {
  const found: LocatedSpan[] = [];
  if (typeof json === 'object' && json !== null) collect(json, [], found);
  return found;
}

function collect(json: object, path: Path, found: LocatedSpan[]): void {
  if (isSpan(json)) {
    found.push({ path, start: json.start, end: json.end, exact: json.exact });
    return;
  }
  for (const [key, value] of Object.entries(json)) {
    // Most of a bundle are words and numbers, which need no path.
    if (typeof value !== 'object' || value === null) continue;
    collect(value, [...path, Array.isArray(json) ? Number(key) : key], found);
  }
}

function isSpan(value: object): value is Omit<LocatedSpan, 'path'> {
  const { start, end, exact } = value as Partial<LocatedSpan>;
  return Number.isInteger(start) && Number.isInteger(end) && typeof exact === 'string';
}

/** Length in Unicode code points; JavaScript's own counts UTF-16 units. */
export const codePoints = (text: string) => Array.from(text).length;

const sha256 = (text: string) => hash('sha256', text);

/** The seal of a bundle whose spans were all compared with `text`. */
export function sealOf(json: unknown, text: string): z.output<typeof Seal> {
  const textSha256 = sha256(text);
  const textLength = codePoints(text);
  return { textSha256, textLength, spansSha256: spansDigest(json, textSha256, textLength) };
}

/** Digest over the text's identity and every span: nothing of it can change unnoticed. */
export function spansDigest(json: unknown, textSha256: string, textLength: number): string {
  const lines = spansOf(json).map(({ start, end, exact }) => JSON.stringify([start, end, exact]));
  return sha256([textSha256, textLength, ...lines].join('\n'));
}
