import { hash } from 'node:crypto';
import { z } from 'zod';
import { isStorable } from '../storable.js';
import { invalidParameters } from './problem.js';

const Token = z.tuple([z.int32().min(0), z.string(), z.string().refine(isStorable), z.int32()]);

/** Where a page ends: the sort value and key of its last row, in the release it was read from. */
export interface Position {
  release: number;
  value: string;
  key: number;
}

/** What may change from one page to the next. */
const FREE = ['cursor', 'limit', 'total', 'pretty'];

/** What a cursor is bound to: a page of one list cannot be continued in another. */
export function bindingOf(resource: string, query: object): string {
  const bound = Object.entries(query).filter(([name]) => !FREE.includes(name));
  const text = JSON.stringify([resource, bound.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return hash('sha256', text, 'base64url').slice(0, 12);
}

export function writeCursor({ release, value, key }: Position, binding: string): string {
  return Buffer.from(JSON.stringify([release, binding, value, key])).toString('base64url');
}

/** Reads a cursor. Throws a Problem (400) if it is none, or one of another list. */
export function readCursor(cursor: string, binding: string): Position {
  const token = Token.safeParse(parse(cursor));
  if (!token.success) throw badCursor();
  const [release, bound, value, key] = token.data;
  if (bound !== binding) throw badCursor('belongs to another list, filter or sort');
  return { release, value, key };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

export const badCursor = (why = 'is not a cursor of this API') =>
  invalidParameters([
    { parameter: 'cursor', message: `${why}; take page.next of the page before, unchanged` },
  ]);
