import type { Database } from '../database/database.js';
import { all, join, raw, readPlanned, type Sql, sql } from '../database/sql.js';
import {
  eachStands,
  isCalled,
  isLike,
  isNamed,
  isNearly,
  MANY,
  outline,
  rareOf,
  type Sought,
  stands,
  type Word,
} from './conditions.js';
import { type Asked, askedOf, isNumber } from './words.js';

/**
 * What `q` asks for. What its words may be slips of is looked up once among the words of all names,
 * which are few beside the rows that they stand in; so are the names that the whole of it nearly is
 * ("Lee Seong Kwon") and that the words one by one do not find. Both come from all releases: a row
 * has no name that none of its own release had, so of one it finds the same.
 */
export async function seek(db: Database, q: string): Promise<Sought> {
  const asked = await askedOf(db, q);
  const found = await readPlanned<FoundWord>(
    db,
    sql`WITH ${SAMPLED} ${join(asked.map(ofWord), ' UNION ALL ')} ORDER BY seen, nth`,
  );
  const words = found.map(
    ({ nth, holders, alike, seen, near, sole }): Word => ({
      ...(asked[nth] as Asked),
      holders:
        holders && (holders.length === 0 || seen <= EVERYWHERE * SAMPLE) ? holders : undefined,
      like: alike,
      share: seen / SAMPLE,
      likeShare: near / SAMPLE,
      part: (sole ? beginningOf(asked[nth] as Asked) : (asked[nth] as Asked)).folded,
    }),
  );
  const [called = NOTHING] = await readPlanned<Called>(db, likeAll(asked, words));
  return { asked, words, ...called };
}

/** The same, or nothing where nothing is asked for. */
export const seekIf = async (db: Database, q: string | undefined) =>
  q === undefined ? undefined : seek(db, q);

/** In so many statements, spread evenly, it is seen which words are rare. */
const SAMPLE = 200;
/** A word that is in more of them PostgreSQL would look for in each row, not in an index of words. */
const EVERYWHERE = 0.5;
const SAMPLED = sql`sampled AS MATERIALIZED (
  SELECT s.names_folded AS names, s.search_folded AS prose
  FROM generate_series(1, ${SAMPLE}::bigint) nth
  JOIN statement s ON s.id = nth * (SELECT max(id) FROM statement) / ${SAMPLE}::bigint)`;

/**
 * The same where it matters whether there are a few or thousands, which among many statements the sample
 * does not tell: so they are counted, up to some.
 */
export async function seekFew(db: Database, q: string, few: number): Promise<Sought> {
  const sought = await seek(db, q);
  const { statements, outlined } = sought;
  if (outlined >= few || statements * (UNSEEN / SAMPLE) < few) return sought;
  const [row] = await readPlanned<{ count: number }>(
    db,
    // As if all were asked for: to find some, PostgreSQL would at times read one row after the other. Names
    // are found so much sooner than parts of words that these are not looked up if there are enough.
    sql`WITH called AS MATERIALIZED (SELECT FROM statement s WHERE ${isCalled(sought.names, NAMES)}),
        outlined AS MATERIALIZED (SELECT FROM statement s
          WHERE ${outline({ ...sought, names: [] }, NAMES, sql`s.search_folded`)})
      SELECT count(*)::int FROM (SELECT FROM called UNION ALL SELECT FROM outlined
        LIMIT ${SOME}::int) f`,
  );
  return row?.count === SOME ? { ...sought, exact: few, outlined: few } : sought;
}

const NAMES = sql`s.names_folded`;

/** Of what is in so many of as many statements as were sampled, it happens that none was seen. */
const UNSEEN = 3;
/** So many are looked at sooner than each step goes through all octaves. */
const SOME = 500;

/** What is like all of the words, and in how many statements. */
type Called = Omit<Sought, 'asked' | 'words'>;
const NOTHING: Called = { names: [], statements: 0, exact: 0, found: 0, outlined: 0 };

/** What there is of a word that is asked for, the nth. */
interface FoundWord {
  nth: number;
  holders: string[] | null;
  alike: string[];
  /** In how many of the sampled statements it or what is like it stands, and in how many the latter. */
  seen: number;
  near: number;
  /** Whether its beginning is in none of them, and in few words of names. */
  sole: boolean;
}

/**
 * A query of the words that a word stands in or may be meant for, and in how many of the sampled
 * statements. By OFFSET 0 the latter are looked up once, not wherever they are used.
 */
function ofWord(asked: Asked, nth: number): Sql {
  const beginning = beginningOf(asked);
  return sql`
  SELECT ${nth}::int AS nth, ${holdersOf(asked)} AS holders, alike, s.seen, s.near,
    s.begun = 0 AND (SELECT count(*) <= ${FEW}::int FROM (
      SELECT FROM name_word WHERE ${stands(beginning, sql`word`)} LIMIT ${FEW + 1}::int) begun) AS sole
  FROM (SELECT ARRAY(SELECT word FROM name_word
    WHERE ${asked.folded}::text <% word AND ${isLike(sql`${asked.folded}::text`, sql`word`)}
      AND NOT (${stands(asked, sql`word`)}) ORDER BY word) AS alike
    OFFSET 0) w,
    LATERAL (SELECT count(*) FILTER (WHERE stands OR near)::int AS seen,
        count(*) FILTER (WHERE near)::int AS near,
        count(*) FILTER (WHERE begun)::int AS begun
      FROM (SELECT ${stands(asked, sql`prose`)} AS stands,
          ${stands(beginning, sql`names`)} OR ${stands(beginning, sql`prose`)} AS begun,
          prose LIKE ANY(ARRAY(SELECT '%' || one || '%' FROM unnest(alike) one)) AS near
        FROM sampled) one) s`;
}

/** The beginning of a long word, or all of another. */
function beginningOf(asked: Asked): Asked {
  const letters = Array.from(asked.folded);
  return letters.length < LONG ? asked : { ...asked, folded: letters.slice(0, BEGINNING).join('') };
}
const LONG = 7;
const BEGINNING = 5;
/** In so many words of names it may be. */
const FEW = 4;

/**
 * The words of names that a word stands in, or null: where they are many, where some name has a longer
 * word than is kept, of which the empty one tells, and of numbers, of which none is.
 */
const holdersOf = (asked: Asked) =>
  /^\d*$| /.test(asked.folded)
    ? sql`NULL::text[]`
    : sql`(SELECT CASE WHEN count(*) <= ${MANY}::int AND NOT EXISTS (SELECT FROM name_word WHERE word = '')
          THEN coalesce(array_agg(word), '{}') END
        FROM (SELECT word FROM name_word
          WHERE ${stands(asked, sql`word`)} LIMIT ${MANY + 1}::int) holder)`;

function likeAll(asked: readonly Asked[], words: readonly Word[]): Sql {
  const whole = sql`${asked.map(({ folded }) => folded).join(' ')}::text`;
  // One long word that is right does not stand for another that is wrong: it has a little of each.
  const each = asked.map((one) =>
    isNumber(one.word) ? stands(one, sql`n.name`) : sql`${one.folded}::text <% n.name`,
  );
  const has = (some: readonly Word[]) => sql`
    (${isNearly({ words: some, names: [] }, sql`names`, sql`prose`)})
      OR ${isNamed(sql`names`, sql`ANY(SELECT name FROM alike)`)}`;
  const exact = (text: Sql) => eachStands({ words, names: [] }, text);
  // If none was seen, there may yet be one among twice as many.
  const about = (seen: string) =>
    sql`statements * greatest(${raw(seen)}, 0.5)::float / ${SAMPLE}::int`;
  return sql`WITH ${SAMPLED}, alike AS MATERIALIZED (
      SELECT name FROM entity_name n
      -- What the words one by one find is soonest seen, but PostgreSQL would leave it to the last.
      WHERE ${all(each)} AND CASE WHEN ${isNearly({ words, names: [] }, sql`n.name`, sql`n.name`)}
        THEN FALSE ELSE ${isLike(whole, sql`n.name`)} END)
    SELECT ARRAY(SELECT name FROM alike ORDER BY name) AS names, statements,
      ${about('s.exact')} AS exact, ${about('s.found')} AS found, ${about('s.outlined')} AS outlined
    FROM (SELECT coalesce(max(id), 0) AS statements FROM statement) t,
      (SELECT count(*) FILTER (WHERE ${exact(sql`names`)} OR ${exact(sql`prose`)}) AS exact,
          count(*) FILTER (WHERE ${has(words)}) AS found, count(*) AS outlined
        FROM sampled WHERE ${has(rareOf(words))}) s`;
}
