import type { Database } from '../database/database.js';
import { all, readPlanned, type Sql, sql } from '../database/sql.js';

// What `q` asks for. fold() takes away capitals, accents and the marks between words; trigram
// indexes over the folded names and prose serve every condition here.

/** The words of a query. Letters with accents can be typed in two ways; texts mostly have one. */
export const wordsOf = (q: string): string[] =>
  q
    .normalize('NFC')
    .split(/[\s\p{P}]+/u)
    .filter((word) => word !== '');

/** Fewer than three letters are everywhere inside of words, and have no trigram to be found by. */
export const isShort = (word: string): boolean => Array.from(word).length < 3;

/** Scripts in which two letters are a given name, after the family's; one is too little. */
export const isGivenName = (word: string): boolean =>
  /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}$/u.test(word);

/** The condition that a word is part of a folded text: anywhere, or if it is short, at an edge. */
function stands(word: string, folded: Sql): Sql {
  const escaped = sql`replace(fold(${word}), '\\', '\\\\')`;
  if (!isShort(word)) return sql`${folded} LIKE '%' || ${escaped} || '%'`;
  // Not as one regular expression: the index would not be used.
  const begins = sql`${folded} LIKE ${escaped} || '%' OR ${folded} LIKE '% ' || ${escaped} || '%'
    OR ${folded} LIKE E'%\n' || ${escaped} || '%'`;
  if (!isGivenName(word)) return sql`(${begins})`;
  return sql`(${begins} OR ${folded} LIKE '%' || ${escaped}
    OR ${folded} LIKE '%' || ${escaped} || ' %' OR ${folded} LIKE '%' || ${escaped} || E'\n%')`;
}

export const allStand = (words: readonly string[], folded: Sql): Sql =>
  all(words.map((word) => stands(word, folded)));

/** A regular expression that matches the folded word. */
export const literal = (word: string): Sql =>
  sql`regexp_replace(fold(${word}), '(\\W)', '\\\\\\1', 'g')`;

/** The words of a query, and the names that all of them together nearly are. */
export interface Sought {
  words: string[];
  near: string[];
}

/**
 * What `q` asks for. Names that all words together nearly are ("Lee Seong Kwon") are looked up once
 * among those of the entities, which are few beside the rows that they are named in; one in which
 * each word stands is found without. They come from all releases: a row has no name that none of
 * its own release had, so of one it finds the same.
 */
export async function seek(db: Database, q: string): Promise<Sought> {
  const words = wordsOf(q);
  if (words.length === 1) return { words, near: [] };
  const whole = sql`fold(${words.join(' ')})`;
  const rows = await readPlanned<{ one: string }>(
    db,
    sql`SELECT DISTINCT one FROM entity_state s, unnest(${namesIn(sql`s.names_folded`)}) one
      WHERE ${whole} <% s.names_folded AND ${whole} <% one AND NOT (${allStand(words, sql`one`)})
      ORDER BY one`,
  );
  return { words, near: rows.map(({ one }) => one) };
}

/** The same, or nothing where nothing is asked for. */
export const seekIf = async (db: Database, q: string | undefined) =>
  q === undefined ? undefined : seek(db, q);

const namesIn = (folded: Sql) => sql`regexp_split_to_array(btrim(${folded}), ' *\\n *')`;

/** The condition that every word stands in the folded text or is nearly one of the folded names. */
export const nearlyEach = (words: readonly string[], names: Sql, folded: Sql): Sql =>
  all(words.map((word) => sql`(${stands(word, folded)} OR fold(${word}) <% ${names})`));

/** The same, or that the whole of them is nearly one of the names. */
export function nearly({ words, near }: Sought, names: Sql, folded: Sql): Sql {
  const each = nearlyEach(words, names, folded);
  if (near.length === 0) return each;
  const patterns = near.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`);
  // An index serves the first condition, by which another name may stand inside of a longer one.
  return sql`(${each} OR (${names} LIKE ANY(${patterns}::text[]) AND ${namesIn(names)} && ${near}::text[]))`;
}

/** The condition that `q` asks for: every word stands in the prose or is nearly one of the names. */
export const matches = (sought: Sought, table: Sql): Sql =>
  nearly(sought, sql`${table}.names_folded`, sql`${table}.search_folded`);

/** The same of texts that are not stored folded, which may be nearly the whole of the words. */
export function matchesText(q: string, names: Sql, prose: Sql): Sql {
  const words = wordsOf(q);
  const folded = sql`fold(${names})`;
  return sql`(${nearlyEach(words, folded, sql`fold(${prose})`)} OR fold(${words.join(' ')}) <% ${folded})`;
}
