import type { Database } from '../database/database.js';
import { all, join, readPlanned, type Sql, sql } from '../database/sql.js';
import {
  type Name,
  namesIn,
  nearlyEach,
  type Sought,
  stands,
  type Word,
  wordsIn,
} from './search.js';
import { type Asked, askedOf, isNumber } from './words.js';

/**
 * What `q` asks for. What its words may be slips of is looked up once among the words of all names,
 * which are few beside the rows that they stand in; so are the names that the whole of it nearly is
 * ("Lee Seong Kwon") and that the words one by one do not find. Both come from all releases: a row
 * has no name that none of its own release had, so of one it finds the same.
 */
export async function seek(db: Database, q: string): Promise<Sought> {
  const asked = await askedOf(db, q);
  const found = await readPlanned<{ nth: number; alike: string[]; seen: number }>(
    db,
    sql`WITH recent AS MATERIALIZED (
        SELECT search_folded AS prose FROM statement ORDER BY id DESC LIMIT ${SAMPLE}::int)
      ${join(asked.map(ofWord), ' UNION ALL ')} ORDER BY seen, nth`,
  );
  const words = found.map(({ nth, alike }): Word => ({ ...(asked[nth] as Asked), like: alike }));
  const names = await readPlanned<Name>(db, likeAll(asked, words));
  return { asked, words, isRare: found[0]?.seen === 0, names };
}

/** The same, or nothing where nothing is asked for. */
export const seekIf = async (db: Database, q: string | undefined) =>
  q === undefined ? undefined : seek(db, q);

/** In so many statements, the newest, it is seen which words are rare. */
const SAMPLE = 200;

/** A query of what a word may be meant for, and in how many of the newest statements either is. */
const ofWord = (asked: Asked, nth: number) => sql`
  SELECT ${nth}::int AS nth, alike,
    (SELECT count(*)::int FROM recent WHERE ${stands(asked, sql`prose`)}
      OR prose LIKE ANY(ARRAY(SELECT '%' || one || '%' FROM unnest(alike) one))) AS seen
  FROM (SELECT ARRAY(SELECT word FROM name_word
    WHERE ${asked.folded}::text <% word AND NOT (${stands(asked, sql`word`)}) ORDER BY word) AS alike) w`;

/** How much of a word is in a name that all of the words nearly are: "kwon" has 0.4 of "kweun". */
const A_LITTLE = 0.4;

function likeAll(asked: readonly Asked[], words: readonly Word[]): Sql {
  const whole = sql`${asked.map(({ folded }) => folded).join(' ')}::text`;
  // One long word that is right does not stand for another that is wrong.
  const each = asked.map((one) =>
    isNumber(one.word)
      ? stands(one, sql`n.name`)
      : sql`word_similarity(${one.folded}::text, n.name) >= ${A_LITTLE}::real`,
  );
  return sql`SELECT name, (SELECT word FROM unnest(${wordsIn(sql`name`)}) word
      ORDER BY word_similarity(${words[0]?.folded}::text, word) DESC, word LIMIT 1) AS word
    FROM (SELECT DISTINCT n.name FROM entity_state s, unnest(${namesIn(sql`s.names_folded`)}) n(name)
      WHERE ${whole} <% s.names_folded AND ${whole} <% n.name AND ${all(each)}
        AND NOT (${nearlyEach(words, sql`n.name`, sql`n.name`)})) alike
    ORDER BY name`;
}
