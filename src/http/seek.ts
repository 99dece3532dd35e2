import type { Database } from '../database/database.js';
import { all, join, readPlanned, type Sql, sql } from '../database/sql.js';
import { namesIn, nearlyEach, type Sought, stands, type Word } from './search.js';
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
  const names = await readPlanned<{ one: string }>(db, likeAll(asked, words));
  return { asked, words, isRare: found[0]?.seen === 0, names: names.map(({ one }) => one) };
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

function likeAll(asked: readonly Asked[], words: readonly Word[]): Sql {
  const whole = sql`${asked.map(({ folded }) => folded).join(' ')}::text`;
  // What is nearly all of them is a little like each: one long word does not stand for the others.
  const aLittle = asked.map((one) =>
    isNumber(one.word)
      ? stands(one, sql`one`)
      : sql`word_similarity(${one.folded}::text, one) >= 0.3`,
  );
  return sql`SELECT DISTINCT one FROM entity_state s, unnest(${namesIn(sql`s.names_folded`)}) one
    WHERE ${whole} <% s.names_folded AND ${whole} <% one AND ${all(aLittle)}
      AND NOT (${nearlyEach(words, sql`one`, sql`one`)}) ORDER BY one`;
}
