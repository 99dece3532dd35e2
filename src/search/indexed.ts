import { type Sql, sql } from '../database/sql.js';
import {
  eachStands,
  foundIn,
  isNearly,
  type Level,
  type Meant,
  type Near,
  orLike,
  type Sought,
  type Word,
} from './conditions.js';

// The same conditions as indexes are asked for them.

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

/** What an index is asked for, and what is yet to be seen of each row that it finds. */
export interface Indexed {
  asked: Sql;
  seen?: Sql | undefined;
  /** How many rows that is, about. */
  about: number;
}

/** That each word stands in the folded text, by an index. */
export const eachIndexed = ({ words, exact }: Sought, folded: Sql): Indexed => ({
  asked: foundIn({ words: words.map(asIs), names: [] }, folded, folded, OF_TEXTS),
  seen: eachStands(words, folded),
  about: exact,
});

/** The same of the folded names, of which an index has the words: of a rare one it finds few enough. */
export function eachNamed({ words, exact }: Sought, names: Sql): Indexed {
  const isAnyRare = words.some(({ inNames, share }) => inNames && share < RARE);
  const asked = isAnyRare ? words.filter(({ inNames }) => inNames) : words;
  const others = words.filter((word) => !asked.includes(word));
  return {
    asked: foundIn({ words: asked.map(asIs), names: [] }, names, names, OF_THEIR_INDEX),
    seen: others.length > 0 ? eachStands(others, names) : undefined,
    about: exact,
  };
}

/** A word that nothing else is meant by. */
const asIs = (word: Word): Word => ({ ...word, like: [] });

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
export function nearlyNamed(level: Level, sought: Sought, areFew: boolean, names: Sql): Indexed {
  const { words, about } = level;
  const any = hasTerm(names, anyOf(level));
  const areTooMany = isTooMuch(level, sought, areFew);
  const common = areTooMany ? commonOf(level) : undefined;
  if (words.every(({ inNames }) => inNames) && !(areFew && common)) {
    const each = words.length === 1 ? any : foundIn(level, names, names, OF_THEIR_INDEX);
    return { asked: each, about };
  }
  const seen = isNearly(level, names, names);
  if (areTooMany) return { asked: common ? hasTerm(names, common) : seen, seen, about };
  if (words.length === 1) return { asked: any, about };
  const outlined = foundIn(rareOrAll(level), names, names, OF_THEIR_INDEX);
  const isLikeRarer = likeRowsOf(sought) < sought.outlined;
  return { asked: isLikeRarer ? any : outlined, seen, about };
}

/** So many rows are looked at sooner than an index sees what else they have. */
const ALONE = 1_000;

/**
 * The same in its names and prose, of several words: of a rare one alone, if there is such, or of what is
 * like any. Of prose an index has what is like a word also where it is in no name.
 */
export function nearlyInProse(sought: Sought, areFew: boolean, names: Sql, prose: Sql): Indexed {
  const { words, rows, outlined } = sought;
  const seen = isNearly(sought, names, prose);
  const [rarest] = words;
  const alone =
    rarest?.inTexts && rows * rarest.share < ALONE
      ? { asked: standsOrLike(rarest, rarest.inTexts, names, prose), about: rows * rarest.share }
      : undefined;
  const areKnown = words.every(({ inTexts }) => inTexts);
  if (!alone && !areKnown && isTooMuch(sought, sought, areFew)) {
    return { asked: seen, seen, about: outlined };
  }
  const any = { asked: hasTerm(names, anyOf(sought)), about: likeRowsOf(sought) };
  const best = alone ?? {
    asked: foundIn(rareOrAll(sought), names, prose, OF_TEXTS),
    about: outlined,
  };
  return { ...(any.about < best.about ? any : best), seen };
}

/** That one of the words of texts in which a word stands is there, or what is like it in the names. */
function standsOrLike({ like }: Word, inTexts: readonly string[], names: Sql, prose: Sql): Sql {
  const isThere = hasWord(prose, inTexts);
  return like.length > 0 ? sql`(${isThere} OR ${hasTerm(names, like)})` : isThere;
}

/** What names have of it that is not the words themselves, as terms. */
const anyOf = ({ words, names }: Meant) => [
  ...words.flatMap(({ like }) => like),
  ...names.map(named),
];

/** About how many rows have something in their names that is like the words. */
const likeRowsOf = ({ words, rows }: Sought) =>
  rows * words.reduce((sum, { likeShare }) => sum + likeShare, 0);

/**
 * Whether an index had better not be asked for all that the words are like, where rows are few or what is
 * found is common, but at most for a word that all names have.
 */
const isTooMuch = (meant: Meant, sought: Sought, areFew: boolean) =>
  anyOf(meant).length > MANY && (areFew || sought.found > TOGETHER * sought.rows);

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
