import type { Database } from '../database/database.js';
import { all, join, readPlanned, type Sql, sql } from '../database/sql.js';
import { eachStands, isLike, type Sought, scoreOf, stands, type Word } from './conditions.js';
import { MANY, rareOf } from './indexed.js';
import { levelsOf } from './levels.js';
import {
  countOf,
  either,
  inAll,
  type Rows,
  type Sample,
  type Sampled,
  samplesOf,
  shareOf,
  withAny,
  withWord,
} from './sample.js';
import { type Asked, askedOf, isNumber } from './words.js';

/**
 * What `q` asks for, and how much there is of it in each of some tables. What its words may be slips of is
 * looked up once among the words of all names, which are few beside the rows that they stand in; so are
 * the names that the whole of it nearly is ("Lee Seong Kwon") and that the words one by one do not find.
 * Both come from all releases: a row has no name that none of its own release had, so of one it finds
 * the same.
 */
export async function seekIn<Table extends Sampled>(
  db: Database,
  q: string,
  tables: readonly Table[],
): Promise<Record<Table, Sought>> {
  const asked = await askedOf(db, q);
  const [[{ found, called } = NOTHING], samples] = await Promise.all([
    readPlanned<FoundWords>(db, findWords(asked)),
    samplesOf(db, tables),
  ]);
  const names = called.map(({ name }) => name);
  const scores = new Map([
    ...called.map(({ name, score }) => [name, score] as const),
    ...found.flatMap(({ like, scores: of }) =>
      like.map((word, nth) => [word, of[nth] ?? 0] as const),
    ),
  ]);
  const soughtIn = (sample: Sample): Sought => {
    const stood = new Map<Word, Rows>();
    for (const { nth, ...one } of found) {
      const those = withWord(asked[nth] as Asked, one.texts, sample);
      stood.set(wordOf(asked[nth] as Asked, one, those, sample), those);
    }
    const words = [...stood.keys()].sort((a, b) => a.share - b.share);
    const amounts = amountsOf(words, names, stood, sample);
    const known = { asked, words, names, ...amounts };
    return { ...known, levels: levelsOf(known, scores, sample) };
  };
  const each = samples.map((sample, nth) => [tables[nth], soughtIn(sample)]);
  return Object.fromEntries(each) as Record<Table, Sought>;
}

/** The same of one table, or nothing where nothing is asked for. */
export const seekIf = async (db: Database, q: string | undefined, table: Sampled) =>
  q === undefined ? undefined : (await seekIn(db, q, [table]))[table];

/** What there is of the words that are asked for, and the names that all of them nearly are. */
interface FoundWords {
  found: FoundWord[];
  called: { name: string; score: number }[];
}
const NOTHING: FoundWords = { found: [], called: [] };

/** What there is of the nth word: the words in which it stands, and those that are like it. */
interface FoundWord {
  nth: number;
  names: string[] | null;
  texts: string[] | null;
  like: string[];
  /** What is scored by each of those. */
  scores: number[];
}

const findWords = (asked: readonly Asked[]): Sql => sql`
  WITH found AS MATERIALIZED (${join(asked.map(ofWord), ' UNION ALL ')})
  SELECT (SELECT json_agg(found) FROM found) AS found,
    (SELECT coalesce(json_agg(called), '[]') FROM (${likeAll(asked)}) called) AS called`;

const ofWord = (asked: Asked, nth: number): Sql => sql`
  SELECT ${nth}::int AS nth, ${namesWith(asked)} AS names, ${textsWith(asked)} AS texts, near.*
  FROM (SELECT coalesce(array_agg(word ORDER BY word), '{}') AS like,
      coalesce(array_agg(${scoreOf(sql`${asked.folded}::text`, sql`word`)} ORDER BY word), '{}') AS scores
    FROM name_word
    WHERE ${asked.folded}::text <% word AND ${isLike(sql`${asked.folded}::text`, sql`word`)}
      AND NOT (${stands(asked, sql`word`)})) near`;

/**
 * The words of names that a word stands in, or null: where they are many, where some name has a longer
 * word than is kept, of which the empty one tells, and of numbers, of which none is.
 */
const namesWith = (asked: Asked) =>
  /^\d*$| /.test(asked.folded)
    ? UNKNOWN
    : sql`(SELECT CASE WHEN NOT EXISTS (SELECT FROM name_word WHERE word = '')
        THEN (${wordsWith(asked, sql`name_word`)}) END)`;

/** The same of all texts. It may be part of what was too long to be kept, if there is such. */
const textsWith = (asked: Asked) =>
  /^$| /.test(asked.folded)
    ? UNKNOWN
    : sql`(SELECT words || ARRAY(SELECT word FROM text_word WHERE word = '')
        FROM (${wordsWith(asked, sql`text_word`)}) known WHERE words IS NOT NULL)`;

const UNKNOWN = sql`NULL::text[]`;

const wordsWith = (asked: Asked, table: Sql) => sql`
  SELECT CASE WHEN count(*) <= ${MANY}::int THEN coalesce(array_agg(word), '{}') END AS words
  FROM (SELECT word FROM ${table} WHERE ${stands(asked, sql`word`)} LIMIT ${MANY + 1}::int) one`;

/** The names that the whole of it nearly is, and that the words one by one do not find. */
function likeAll(asked: readonly Asked[]): Sql {
  const whole = sql`${asked.map(({ folded }) => folded).join(' ')}::text`;
  // One long word that is right does not stand for another that is wrong: it has a little of each.
  const each = asked.map((one) =>
    isNumber(one.word) ? stands(one, sql`n.name`) : sql`${one.folded}::text <% n.name`,
  );
  const isFound = asked.map(
    (one, nth) => sql`(${stands(one, sql`n.name`)}
      OR string_to_array(n.name, ' ') && (SELECT found.like FROM found WHERE nth = ${nth}::int))`,
  );
  // Of thousands of names that have a word it is soon seen, and not how like they are: of one word first.
  return sql`SELECT name, ${scoreOf(whole, sql`n.name`)} AS score FROM entity_name n
    WHERE NOT (${eachStands(asked, sql`n.name`)}) AND ${all(each)}
      AND CASE WHEN ${all(isFound)} THEN FALSE ELSE ${isLike(whole, sql`n.name`)} END
    ORDER BY name`;
}

/** A word that is in more of the rows PostgreSQL would look for in each row, not in an index of words. */
const EVERYWHERE = 0.5;

function wordOf(asked: Asked, found: Omit<FoundWord, 'nth'>, those: Rows, sample: Sample): Word {
  const like = withAny(found.like, sample.names);
  const share = shareOf(either(those, like), sample);
  const inNames = either(withAny(found.names ?? [], sample.names), like);
  return {
    ...asked,
    inNames: unlessEverywhere(found.names, shareOf(inNames, sample)),
    inTexts: unlessEverywhere(found.texts, share),
    like: found.like,
    share,
    likeShare: shareOf(like, sample),
  };
}

/** That there is no such word is worth knowing whatever else there is. */
const unlessEverywhere = (any: string[] | null, share: number) =>
  any?.length === 0 || share <= EVERYWHERE ? (any ?? undefined) : undefined;

/** In about how many rows there is what is asked for, of which those are known in which each word stood. */
function amountsOf(
  words: readonly Word[],
  names: readonly string[],
  stood: ReadonlyMap<Word, Rows>,
  sample: Sample,
) {
  const called = withAny(names, sample.names);
  const exact = (word: Word) => stood.get(word) as Rows;
  const near = (word: Word) => either(exact(word), withAny(word.like, sample.names));
  // What is like a word an index may find in prose, too.
  const outlined = (word: Word) => either(exact(word), withAny(word.like, sample.words));
  return {
    rows: sample.rows,
    exact: countOf(inAll(words.map(exact)), sample),
    found: countOf(either(inAll(words.map(near)), called), sample),
    outlined: countOf(either(inAll(rareOf(words).map(outlined)), called), sample),
  };
}
