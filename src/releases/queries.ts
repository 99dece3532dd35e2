import { type Database, NEVER } from '../database/database.js';
import { read, type Sql, sql } from '../database/sql.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added } from '../http/order.js';
import { notFound } from '../http/problem.js';
import type { ReleaseListQuery } from './schema.js';
import { currentRelease, type Scope } from './scope.js';

const KEY = sql`r.number`;

/**
 * What release `r` did, from the states and versions that begin and end in it: what begins where
 * nothing ended was added, what ends where nothing begins was removed, the rest was changed.
 */
const changes = (kind: Sql, table: Sql, key: Sql) => sql`
  SELECT ${kind}::text AS kind, coalesce(begun.slug, ended.slug) AS id,
    CASE WHEN ended.slug IS NULL THEN 'added' WHEN begun.slug IS NULL THEN 'removed'
      ELSE 'changed' END AS change
  FROM (SELECT slug, ${key} AS key FROM ${table} WHERE released_in = r.number) begun
  FULL JOIN (SELECT slug, ${key} AS key FROM ${table}
    WHERE superseded_in = r.number AND superseded_in < ${NEVER}::int) ended
    ON ended.key = begun.key`;

const ALL_CHANGES = sql`(${changes(sql`'article'`, sql`article_version`, sql`article_id`)}
  UNION ALL ${changes(sql`'measure'`, sql`measure_state`, sql`measure_id`)}) c`;

const COLUMNS = sql`r.number, r.loaded_at AS "loadedAt", r.digest, counted.*`;
const FROM = sql`release r CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE change = 'added')::int AS added,
    count(*) FILTER (WHERE change = 'changed')::int AS changed,
    count(*) FILTER (WHERE change = 'removed')::int AS removed
  FROM ${ALL_CHANGES}) counted`;

export function listReleases(db: Database, query: ReleaseListQuery): Promise<Page> {
  const list = ({ release }: Scope): List => ({
    from: FROM,
    within: sql`${KEY} <= ${release}::int`,
    key: KEY,
    sorts: { number: added(KEY) },
    item: COLUMNS,
    conditions: {
      from: query.from === undefined ? undefined : sql`${loadedOn} >= ${query.from}::date`,
      to: query.to === undefined ? undefined : sql`${loadedOn} <= ${query.to}::date`,
    },
  });
  return listPage(db, 'releases', query, list);
}

const loadedOn = sql`(r.loaded_at AT TIME ZONE 'UTC')::date`;

/** One release as JSON text. Throws a Problem (404) if there is none of this number. */
export async function getRelease(db: Database, number: number): Promise<string> {
  const newest = await currentRelease(db, number);
  const [row] = await read<{ item: string }>(
    db,
    sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${COLUMNS},
        ARRAY(SELECT row_to_json(c) FROM ${ALL_CHANGES} ORDER BY kind, id) AS changes) item)::text AS item
      FROM ${FROM} WHERE r.number = ${number}::int AND r.number <= ${newest}::int`,
  );
  if (row === undefined) throw notFound('release', String(number), undefined, 'number');
  return row.item;
}
