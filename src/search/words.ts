import type { Database } from '../database/database.js';
import { read, sql } from '../database/sql.js';

/** A word of a query as it was typed, and without capitals and accents. */
export interface Asked {
  word: string;
  folded: string;
}

/** What is between words; fold() makes blanks of these marks in texts. */
const BETWEEN = /[\s\p{P}<>|]+/u;

/** The words of a query. Letters with accents can be typed in two ways; texts mostly have one. */
export const wordsOf = (q: string): string[] =>
  q
    .normalize('NFC')
    .split(BETWEEN)
    .filter((word) => word !== '');

/** The same, folded: by PostgreSQL, so as the texts are, and once for all conditions on them. */
export const askedOf = (db: Database, q: string): Promise<Asked[]> =>
  read<Asked>(
    db,
    sql`SELECT word, fold(word) AS folded
      FROM unnest(${wordsOf(q)}::text[]) WITH ORDINALITY w(word, nth) ORDER BY nth`,
  );

/** Fewer than three letters are everywhere inside of words, and have no trigram to be found by. */
export const isShort = (word: string): boolean => Array.from(word).length < 3;

/** Scripts in which two letters are a given name, after the family's; one is too little. */
export const isGivenName = (word: string): boolean =>
  /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}$/u.test(word);

/** A number that is nearly another is another, and no slip. */
export const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** Whether a word is part of a folded text: anywhere, or if it is short, at an edge. */
export function standsIn(text: string, { word, folded }: Asked): boolean {
  if (!isShort(word)) return text.includes(folded);
  const words = ` ${text.replaceAll('\n', ' ')} `;
  return words.includes(` ${folded}`) || (isGivenName(word) && words.includes(`${folded} `));
}
