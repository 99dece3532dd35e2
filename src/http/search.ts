import type { Database } from '../database/database.js';
import { all, join, readPlanned, type Sql, sql } from '../database/sql.js';

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

/** A number that is nearly another is another, and no slip. */
const isNumber = (word: string): boolean => /^\d+$/.test(word);

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

/** A word of a query, and the words of names that are like it and may be meant by it. */
interface Word {
  word: string;
  like: string[];
}

/** What a query asks for: its words, and the names that all of them together nearly are. */
export interface Sought {
  words: Word[];
  names: string[];
}

/**
 * What `q` asks for. What its words may be slips of is looked up once among the words of all names,
 * which are few beside the rows that they stand in; so are the names that the whole of it nearly is
 * ("Lee Seong Kwon") and that the words one by one do not find. Both come from all releases: a row
 * has no name that none of its own release had, so of one it finds the same.
 */
export async function seek(db: Database, q: string): Promise<Sought> {
  const asked = wordsOf(q);
  const found = await readPlanned<{ nth: number; word: string }>(
    db,
    sql`${join(asked.map(likeWord), ' UNION ALL ')} ORDER BY nth, word`,
  );
  const words = asked.map((word, index) => ({
    word,
    like: found.filter(({ nth }) => nth === index).map(({ word }) => word),
  }));
  const names = await readPlanned<{ one: string }>(db, likeAll(words));
  return { words, names: names.map(({ one }) => one) };
}

const likeWord = (word: string, nth: number) => sql`
  SELECT ${nth}::int AS nth, word FROM name_word
  WHERE fold(${word}) <% word AND NOT (${stands(word, sql`word`)})`;

function likeAll(words: readonly Word[]): Sql {
  const whole = sql`fold(${words.map(({ word }) => word).join(' ')})`;
  // What is nearly all of them is a little like each: one long word does not stand for the others.
  const aLittle = words.map(({ word }) =>
    isNumber(word) ? stands(word, sql`one`) : sql`word_similarity(fold(${word}), one) >= 0.3`,
  );
  return sql`SELECT DISTINCT one FROM entity_state s, unnest(${namesIn(sql`s.names_folded`)}) one
    WHERE ${whole} <% s.names_folded AND ${whole} <% one AND ${all(aLittle)}
      AND NOT (${nearlyEach(words, sql`one`, sql`one`)}) ORDER BY one`;
}

/** The same, or nothing where nothing is asked for. */
export const seekIf = async (db: Database, q: string | undefined) =>
  q === undefined ? undefined : seek(db, q);

const namesIn = (folded: Sql) => sql`string_to_array(${folded}, E'\n')`;
const wordsIn = (folded: Sql) => sql`string_to_array(translate(${folded}, E'\n', ' '), ' ')`;

/** The condition that some of these is one of those that the folded text is made of. */
function has(any: readonly string[], parts: (folded: Sql) => Sql, folded: Sql): Sql {
  const patterns = any.map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`);
  // An index serves the first condition; the other sees where one begins and ends.
  return sql`(${folded} LIKE ANY(${patterns}::text[]) AND ${parts(folded)} && ${any}::text[])`;
}

/** The condition that every word stands in the folded text or is nearly one of the folded names. */
export const nearlyEach = (words: readonly Word[], names: Sql, folded: Sql): Sql =>
  all(
    words.map(({ word, like }) =>
      like.length === 0
        ? stands(word, folded)
        : sql`(${stands(word, folded)} OR ${has(like, wordsIn, names)})`,
    ),
  );

/** The same, or that the whole of them is nearly one of the names. */
export const nearly = ({ words, names: whole }: Sought, names: Sql, folded: Sql): Sql =>
  whole.length === 0
    ? nearlyEach(words, names, folded)
    : sql`(${nearlyEach(words, names, folded)} OR ${has(whole, namesIn, names)})`;

/** The condition that `q` asks for: every word stands in the prose or is nearly one of the names. */
export const matches = (sought: Sought, table: Sql): Sql =>
  nearly(sought, sql`${table}.names_folded`, sql`${table}.search_folded`);

/** The same of a few texts, which are not stored folded, nor their words with those of all names. */
export function matchesText(q: string, names: Sql, prose: Sql): Sql {
  const folded = sql`fold(${names})`;
  const near = (words: string) => sql`fold(${words}) <% ${folded}`;
  const words = wordsOf(q);
  const each = words.map((word) => sql`(${stands(word, sql`fold(${prose})`)} OR ${near(word)})`);
  return sql`(${all(each)} OR ${near(words.join(' '))})`;
}
