import { all, join, type Sql, sql } from '../database/sql.js';
import { type Asked, isGivenName, isShort } from './words.js';

// What `q` asks for, as conditions on folded texts: fold() has taken away capitals, accents and the
// marks between words. Trigram indexes over names and prose serve every condition here.

/** A word that is asked for, and the words of names that are like it and may be meant by it. */
export interface Word extends Asked {
  like: string[];
}

/** A name, and the word of it that is most like the first of those that are asked for. */
export interface Name {
  name: string;
  word: string;
}

/** What a query asks for. */
export interface Sought {
  /** Its words, as they were typed. */
  asked: Asked[];
  /** The same, rare ones first: an index that begins with them has far less to read. */
  words: Word[];
  /** Whether so few rows have the first of them that all those can be looked at. */
  isRare: boolean;
  /** The names that all of the words together nearly are. */
  names: Name[];
}

const escaped = (folded: string) => folded.replace(/[\\%_]/g, '\\$&');

/** The condition that a word is part of a text: anywhere, or if it is short, at an edge. */
export function stands({ word, folded }: Asked, text: Sql): Sql {
  const part = escaped(folded);
  const like = (...patterns: string[]) =>
    join(
      patterns.map((pattern) => sql`${text} LIKE ${pattern}::text`),
      ' OR ',
    );
  if (!isShort(word)) return like(`%${part}%`);
  // Not as one regular expression: the index would not be used.
  const begins = [`${part}%`, `% ${part}%`, `%\n${part}%`];
  const ends = isGivenName(word) ? [`%${part}`, `%${part} %`, `%${part}\n%`] : [];
  return sql`(${like(...begins, ...ends)})`;
}

export const namesIn = (folded: Sql) => sql`string_to_array(${folded}, E'\n')`;
export const wordsIn = (folded: Sql) => sql`string_to_array(translate(${folded}, E'\n', ' '), ' ')`;

/** The condition that one of these stands somewhere in the folded text; an index serves it. */
function contains(any: readonly string[], folded: Sql): Sql {
  const patterns = [...new Set(any)].map((part) => `%${escaped(part)}%`);
  return sql`${folded} LIKE ANY(${patterns}::text[])`;
}

/**
 * The condition that one of the words is there. What contains it mostly has it as a word: said as it is,
 * PostgreSQL expects that of one row in two hundred, and to find those few it reads all.
 */
const hasWord = (any: readonly string[], folded: Sql): Sql =>
  sql`${contains(any, folded)} AND CASE WHEN ${wordsIn(folded)} && ${any}::text[] THEN TRUE ELSE FALSE END`;

/** The condition that one of the names is there; it is looked for by one word, since many share one. */
const hasName = (any: readonly Name[], folded: Sql): Sql =>
  sql`${contains(
    any.map(({ word }) => word),
    folded,
  )} AND ${namesIn(folded)} && ${any.map(({ name }) => name)}::text[]`;

/** The condition that each word stands in the folded text. */
export const eachStands = ({ words }: Pick<Sought, 'words'>, folded: Sql): Sql =>
  all(words.map((word) => stands(word, folded)));

const standsNearly = (word: Word, names: Sql, folded: Sql): Sql =>
  word.like.length === 0
    ? stands(word, folded)
    : sql`(${stands(word, folded)} OR ${hasWord(word.like, names)})`;

/** The condition that each stands in the folded text, or a word like it in the folded names. */
export const nearlyEach = (words: readonly Word[], names: Sql, folded: Sql): Sql =>
  all(words.map((word) => standsNearly(word, names, folded)));

/** The same, or that one of the names is nearly all of them. */
export const nearly = (sought: Sought, names: Sql, folded: Sql): Sql =>
  sought.names.length === 0
    ? nearlyEach(sought.words, names, folded)
    : sql`((${nearlyEach(sought.words, names, folded)}) OR (${hasName(sought.names, names)}))`;

/** A condition that all of them fulfil, and that an index serves best, where the first is rare. */
function outline({ words: [first], names: called }: Sought, names: Sql, folded: Sql): Sql {
  const near = [...(first?.like ?? []), ...called.map(({ word }) => word)];
  const ways = [
    ...(first ? [stands(first, folded)] : []),
    ...(near.length === 0 ? [] : [contains(near, names)]),
  ];
  return sql`(${join(ways, ' OR ')})`;
}

/** The condition that `q` asks for: every word stands in the prose or is nearly one of the names. */
export function matches(sought: Sought, table: Sql): Sql {
  const [names, prose] = [sql`${table}.names_folded`, sql`${table}.search_folded`];
  const asked = nearly(sought, names, prose);
  // An index that had to see to all of it would take longer than to look at those few rows.
  return sought.isRare ? sql`(${outline(sought, names, prose)} AND (${asked}) IS TRUE)` : asked;
}

/** The same of a few texts, which are not stored folded, nor their words with those of all names. */
export function matchesText(asked: readonly Asked[], names: Sql, prose: Sql): Sql {
  const near = (folded: string) => sql`${folded}::text <% fold(${names})`;
  const each = asked.map(
    (word) => sql`(${stands(word, sql`fold(${prose})`)} OR ${near(word.folded)})`,
  );
  return sql`(${all(each)} OR ${near(asked.map(({ folded }) => folded).join(' '))})`;
}
