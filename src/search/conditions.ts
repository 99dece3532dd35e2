import { all, join, type Sql, sql } from '../database/sql.js';
import { type Asked, isGivenName, isShort } from './words.js';

// What `q` asks for, as conditions on folded texts: fold() has taken away capitals, accents and the
// marks between words. Indexes over the words of names and of prose serve every condition here, and over
// their trigrams where a part of a word stands in very many.

/** A word that is asked for, and what it may be of the words of names and of all texts. */
export interface Word extends Asked {
  /** Those of names in which it stands; undefined where they are too many, not all known, or everywhere. */
  inNames?: readonly string[] | undefined;
  /** The same of all texts. The empty one is what was too long to be kept, in which it may stand. */
  inTexts?: readonly string[] | undefined;
  /** Those of names that are like it, and may be meant by it. */
  like: readonly string[];
  /** In what share of the rows it or one of those stands, and in what share one of those. */
  share: number;
  likeShare: number;
}

/** What a query may be meant for. */
export interface Meant {
  /** Its words, rare ones first: an index that begins with them has far less to read. */
  words: readonly Word[];
  /** The names that all of the words together nearly are. */
  names: readonly string[];
}

/** Some of what a query may be meant for, all of it as like what is asked for. */
export interface Level extends Meant {
  /** The score of what has it, where that is known before any row is read. */
  score?: number | undefined;
  /** In about how many rows an index finds it. */
  about: number;
}

/** What a query asks for, and how much there is of it in one table. */
export interface Sought extends Meant {
  /** What it is nearly, best first: of a single word it is known how like it each of those is. */
  levels: readonly Level[];
  /** Its words, as they were typed. */
  asked: readonly Asked[];
  /** About how many rows there are, and how many of them have its words as they are. */
  rows: number;
  exact: number;
  /** About how many have them or what they are nearly, and how many fulfil `outline`. */
  found: number;
  outlined: number;
}

/** What a pattern has for a folded text. */
export const escaped = (folded: string) => folded.replace(/[\\%_]/g, '\\$&');

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

/** The condition that each word stands in the folded text. */
export const eachStands = (words: readonly Asked[], folded: Sql): Sql =>
  all(words.map((word) => stands(word, folded)));

/** The conditions that a word stands in the folded text or one like it in the folded names, or one of some names does. */
export interface Near {
  word(word: Word, names: Sql, folded: Sql): Sql;
  name(any: readonly string[], names: Sql): Sql;
}

/** As is soonest said of a single row: of arrays each would be compared with each. */
const OF_A_ROW: Near = {
  word: (word, names, folded) =>
    orLike(
      word,
      folded,
      (like) => sql`EXISTS (SELECT FROM
        string_to_table(translate(${names}, E'\n', ' '), ' ') word WHERE word = ANY(${like}::text[]))`,
    ),
  name: (any, names) => isNamed(names, sql`ANY(${any}::text[])`),
};

export const orLike = (word: Word, folded: Sql, isOneOf: (like: readonly string[]) => Sql) =>
  word.like.length === 0
    ? stands(word, folded)
    : sql`(${stands(word, folded)} OR ${isOneOf(word.like)})`;

/** The condition that one of the folded names is equal to one or any of some. */
const isNamed = (names: Sql, any: Sql) =>
  sql`EXISTS (SELECT FROM string_to_table(${names}, E'\n') name WHERE name = ${any})`;

export function foundIn({ words, names: called }: Meant, names: Sql, folded: Sql, near: Near): Sql {
  const each = all(words.map((word) => near.word(word, names, folded)));
  return called.length === 0 ? each : sql`((${each}) OR ${near.name(called, names)})`;
}

/**
 * The condition that each stands in the folded text, or a word like it in the folded names, or that one
 * of the names is nearly all of them; of a row that is read anyway. A word that nothing is like is seen
 * to be there the soonest.
 */
export const isNearly = ({ words, names: called }: Meant, names: Sql, folded: Sql): Sql => {
  const soonest = words.toSorted((a, b) => Number(a.like.length > 0) - Number(b.like.length > 0));
  return foundIn({ words: soonest, names: called }, names, folded, OF_A_ROW);
};

/** Whether anything but the words themselves is looked for. */
export const hasAlternatives = ({ words, names }: Meant) =>
  names.length > 0 || words.some(({ like }) => like.length > 0);

/** Whether there can be names that have all of the words. */
export const canBeNamed = ({ words }: Meant) => words.every(({ inNames }) => inNames?.length !== 0);

/** Whether there can be others that nearly have them. */
export const canBeNear = (sought: Meant) =>
  hasAlternatives(sought) &&
  (sought.names.length > 0 ||
    canBeNamed({ ...sought, words: sought.words.filter(({ like }) => like.length === 0) }));

/**
 * How much of a word a text has that is like it. One letter too few inside a word of eight, or too many in
 * one of seven, leaves 0.545 of it; two words that only begin alike ("Seoul", "Seong") have 0.5.
 */
const ALIKE = 0.54;

/** The condition that a folded text is like some words. */
export const isLike = (words: Sql, text: Sql) =>
  sql`word_similarity(${words}, ${text}) >= ${ALIKE}::real`;

/** The score of what has a text that is like some words. */
export const scoreOf = (words: Sql, text: Sql) =>
  sql`round((0.2 + 0.3 * word_similarity(${words}, ${text}))::numeric, 3)`;
