import { all, type Sql, sql } from '../database/sql.js';

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

/**
 * The condition that every word stands in the folded text or is nearly one of the folded names; or
 * that the whole of them is nearly a name ("Lee Seong Kwon").
 */
export function nearly(words: readonly string[], names: Sql, folded: Sql): Sql {
  const each = all(
    words.map((word) => sql`(${stands(word, folded)} OR fold(${word}) <% ${names})`),
  );
  return words.length === 1 ? each : sql`(${each} OR fold(${words.join(' ')}) <% ${names})`;
}

/** The condition that `q` asks for: every word stands in the prose or is nearly one of the names. */
export const matches = (q: string, table: Sql): Sql =>
  nearly(wordsOf(q), sql`${table}.names_folded`, sql`${table}.search_folded`);

/** The same of texts that are not stored folded. */
export const matchesText = (q: string, names: Sql, prose: Sql): Sql =>
  nearly(wordsOf(q), sql`fold(${names})`, sql`fold(${prose})`);
