import type { Database } from '../database/database.js';
import type { ReleaseInfo } from '../database/newest.js';
import { read, type Sql, sql } from '../database/sql.js';
import { invalidParameters } from '../http/problem.js';

/** What an answer draws on: one release, and of it perhaps only what was published by a day. */
export interface Scope {
  release: number;
  publishedBefore?: string | undefined;
}

/** Under what a query carries the release that the headers of its answer name. */
export const NAMED = Symbol('release');

export interface ScopeQuery {
  asOfRelease?: number | undefined;
  publishedBefore?: string | undefined;
  [NAMED]?: number;
}

/** The newest release; 0 before the first load. */
export async function currentRelease(db: Database, atLeast?: number): Promise<number> {
  return (await db.newestRelease(atLeast))?.number ?? 0;
}

/** A release, or the newest; undefined if there is none, or none yet. */
export async function releaseInfo(
  db: Database,
  number: number | undefined,
): Promise<ReleaseInfo | undefined> {
  const newest = await db.newestRelease(number);
  if (number === undefined || number === newest?.number) return newest;
  const [row] = await read<ReleaseInfo>(
    db,
    sql`SELECT number, loaded_at AS "loadedAt" FROM release WHERE number = ${number}::int`,
  );
  return row;
}

/** The scope that a query asks for. Throws a Problem (400) for a release that there is not. */
export async function scopeOf(db: Database, query: ScopeQuery): Promise<Scope> {
  const { asOfRelease, publishedBefore, [NAMED]: named } = query;
  // Asked again, there may be a newer one by now, and its data under the ETag of the other.
  if (asOfRelease === undefined && named !== undefined) return { release: named, publishedBefore };
  const newest = await currentRelease(db, asOfRelease);
  const release = asOfRelease ?? newest;
  if (release <= newest) return { release, publishedBefore };
  const message = `"${release}" is no release yet; the newest is ${newest}`;
  throw invalidParameters([{ parameter: 'asOfRelease', message }]);
}

/** The condition that a row with states or versions is part of the release. */
export const inRelease = (table: Sql, { release }: Scope) =>
  sql`${table}.released_in <= ${release}::int AND ${table}.superseded_in > ${release}::int`;

/** The condition that a version of an article is in the scope. */
export function inScope(version: Sql, scope: Scope): Sql {
  const released = inRelease(version, scope);
  const { publishedBefore } = scope;
  if (publishedBefore === undefined) return released;
  return sql`${released} AND ${version}.latest < ${publishedBefore}::date`;
}

/** Rows from which on the versions in a scope are sooner found once than looked up for each. */
const MANY = 5_000;

/**
 * The same of the version of an article that has this key, for each of `rows` (FROM … WHERE …), of
 * which there may be a few or hundreds of thousands: then it is held against all versions in the
 * scope. PostgreSQL would choose once for both.
 */
export const isInScope = (key: Sql, rows: Sql, scope: Scope) => sql`
  CASE WHEN (SELECT count(*) = ${MANY}::int FROM (SELECT ${rows} LIMIT ${MANY}::int) of_them)
    THEN ${key} IN (SELECT v.id FROM article_version v WHERE ${inScope(sql`v`, scope)})
    ELSE (SELECT ${inScope(sql`v`, scope)} FROM article_version v WHERE v.id = ${key}) END`;
