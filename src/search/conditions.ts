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

/** What a query asks for, and how much there is of it in one table. */
export interface Sought extends Meant {
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
interface Near {
  word(word: Word, names: Sql, folded: Sql): Sql;
  name(any: readonly string[], names: Sql): Sql;
}

/** As an index has them. */
const OF_AN_INDEX: Near = {
  word: (word, names, folded) => orLike(word, folded, (like) => hasTerm(names, like)),
  name: (any, names) => hasTerm(names, any.map(named)),
};

/** The same where the text is the names themselves, of which an index has the words. */
const OF_THEIR_INDEX: Near = {
  ...OF_AN_INDEX,
  word: (word, names) =>
    word.inNames
      ? hasTerm(names, [...word.inNames, ...word.like])
      : OF_AN_INDEX.word(word, names, names),
};

/** The same by the words of the text, among which those of the names are: of a row it is yet to be seen. */
const OF_TEXTS: Near = {
  ...OF_AN_INDEX,
  word: (word, names, folded) =>
    word.inTexts
      ? hasWord(folded, [...word.inTexts, ...word.like])
      : OF_AN_INDEX.word(word, names, folded),
};

const hasWord = (folded: Sql, any: readonly string[]) =>
  sql`text_words(${folded}) && ${any}::text[]`;

const hasTerm = (names: Sql, any: readonly string[]) => sql`name_terms(${names}) && ${any}::text[]`;

/** A name as one of the terms of names. */
const named = (name: string) => ` ${name}`;

/** The same, soonest said of a single row: of arrays each would be compared with each. */
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

const orLike = (word: Word, folded: Sql, isOneOf: (like: readonly string[]) => Sql) =>
  word.like.length === 0
    ? stands(word, folded)
    : sql`(${stands(word, folded)} OR ${isOneOf(word.like)})`;

/** The condition that one of the folded names is equal to one or any of some. */
const isNamed = (names: Sql, any: Sql) =>
  sql`EXISTS (SELECT FROM string_to_table(${names}, E'\n') name WHERE name = ${any})`;

function foundIn({ words, names: called }: Meant, names: Sql, folded: Sql, near: Near): Sql {
  const each = all(words.map((word) => near.word(word, names, folded)));
  return called.length === 0 ? each : sql`((${each}) OR ${near.name(called, names)})`;
}

/** What an index is asked for, and what is yet to be seen of each row that it finds. */
export interface Indexed {
  asked: Sql;
  seen?: Sql | undefined;
}

/** That each word stands in the folded text, by an index. */
export const eachIndexed = ({ words }: Meant, folded: Sql): Indexed => ({
  asked: foundIn({ words: words.map(asIs), names: [] }, folded, folded, OF_TEXTS),
  seen: eachStands(words, folded),
});

/** The same of the folded names, of which an index has the words: of a rare one it finds few enough. */
export function eachNamed({ words }: Meant, names: Sql): Indexed {
  const isAnyRare = words.some(({ inNames, share }) => inNames && share < RARE);
  const asked = isAnyRare ? words.filter(({ inNames }) => inNames) : words;
  const others = words.filter((word) => !asked.includes(word));
  return {
    asked: foundIn({ words: asked.map(asIs), names: [] }, names, names, OF_THEIR_INDEX),
    seen: others.length > 0 ? eachStands(others, names) : undefined,
  };
}

/** A word that nothing else is meant by. */
const asIs = (word: Word): Word => ({ ...word, like: [] });

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

/** Of words that are rarer it pays to have an index of letters find those that stand together. */
const TOGETHER = 0.1;

/** The words that an index is asked for: the rarest, and of the others those that it soon puts beside it. */
export const rareOf = (words: readonly Word[]): readonly Word[] =>
  words.filter(({ inTexts, share }, nth) => nth === 0 || inTexts || share < TOGETHER);

/** A condition that all of them fulfil, and that an index serves best, where they are rare. */
export const outline = ({ words, names: called }: Meant, names: Sql, folded: Sql): Sql =>
  foundIn({ words: rareOf(words), names: called }, names, folded, OF_TEXTS);

/** In what share of the rows something may be, for an index to find few enough by nothing else. */
const RARE = 0.05;
/** Of so many words and names PostgreSQL would rather compare each with each of a row's. */
export const MANY = 64;

/**
 * Whatever is nearly it in its names, and does not have each word itself, by an index: where all words are
 * known in which they stand, that each or something like it is there, but of too much in few rows a word that
 * all of it has; else, whichever fewer rows have, that something like the words is, or something of the rare
 * words or, if none of them is rare, of all.
 */
export function nearlyNamed(sought: Sought, areFew: boolean, names: Sql): Indexed {
  const { words } = sought;
  const any = hasTerm(names, anyOf(sought));
  const areTooMany = isTooMuch(sought, areFew);
  const common = areTooMany ? commonOf(sought) : undefined;
  if (words.every(({ inNames }) => inNames) && !(areFew && common)) {
    return { asked: words.length === 1 ? any : foundIn(sought, names, names, OF_THEIR_INDEX) };
  }
  const seen = isNearly(sought, names, names);
  if (areTooMany) return common ? { asked: hasTerm(names, common), seen } : { asked: seen };
  if (words.length === 1) return { asked: any };
  const outlined = foundIn(rareOrAll(sought), names, names, OF_THEIR_INDEX);
  return { asked: isLikeRarer(sought) ? any : outlined, seen };
}

/** So many rows are looked at sooner than an index sees what else they have. */
const ALONE = 1_000;

/**
 * The same in its names and prose, of several words: of a rare one alone, if there is such. Of prose an
 * index has what is like a word also where it is in no name.
 */
export function nearlyInProse(sought: Sought, areFew: boolean, names: Sql, prose: Sql): Indexed {
  const { words, rows } = sought;
  const seen = isNearly(sought, names, prose);
  const [rarest] = words;
  if (rarest?.inTexts && rows * rarest.share < ALONE) {
    const stands = hasWord(prose, rarest.inTexts);
    const isLike = rarest.like.length > 0;
    return { asked: isLike ? sql`(${stands} OR ${hasTerm(names, rarest.like)})` : stands, seen };
  }
  const areKnown = words.every(({ inTexts }) => inTexts);
  if (!areKnown && isTooMuch(sought, areFew)) return { asked: seen };
  const any = hasTerm(names, anyOf(sought));
  const outlined = foundIn(rareOrAll(sought), names, prose, OF_TEXTS);
  return { asked: isLikeRarer(sought) ? any : outlined, seen };
}

/** What names have of it that is not the words themselves, as terms. */
const anyOf = ({ words, names }: Meant) => [
  ...words.flatMap(({ like }) => like),
  ...names.map(named),
];

/** Whether fewer rows have something that is like the words than fulfil the outline. */
const isLikeRarer = ({ words, rows, outlined }: Sought) =>
  rows * words.reduce((sum, { likeShare }) => sum + likeShare, 0) < outlined;

/**
 * Whether an index had better not be asked for all that the words are like, where rows are few or what is
 * found is common, but at most for a word that all names have.
 */
const isTooMuch = (sought: Sought, areFew: boolean) =>
  anyOf(sought).length > MANY && (areFew || sought.found > TOGETHER * sought.rows);

/** The rare words, or if none of them is rare, all. */
const rareOrAll = ({ words, names }: Meant): Meant => ({
  words: words.some(({ share }) => share < TOGETHER) ? rareOf(words) : words,
  names,
});

/** What the rarest of the words may be that all of the names have, if that is not much. */
function commonOf({ words, names: called }: Meant): string[] | undefined {
  const each = words.map(({ inNames, like }) => (inNames ? [...inNames, ...like] : []));
  return each.find((any) => {
    const some = new Set(any);
    const isIn = (name: string) => name.split(' ').some((word) => some.has(word));
    return any.length > 0 && any.length <= MANY && called.every(isIn);
  });
}

/**
 * How much of a word a text has that is like it. One letter too few inside a word of eight, or too many in
 * one of seven, leaves 0.545 of it; two words that only begin alike ("Seoul", "Seong") have 0.5.
 */
const ALIKE = 0.54;

/** The condition that a folded text is like some words. */
export const isLike = (words: Sql, text: Sql) =>
  sql`word_similarity(${words}, ${text}) >= ${ALIKE}::real`;
