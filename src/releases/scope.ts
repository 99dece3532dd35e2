import { type Database, NEVER } from '../database/database.js';
import type { ReleaseInfo } from '../database/newest.js';
import { all, raw, read, type Sql, sql } from '../database/sql.js';
import { invalidParameters } from '../http/problem.js';

/** What an answer draws on: one release, and of it perhaps only what was published by a day. */
export interface Scope {
  release: number;
  publishedBefore?: string | undefined;
  /** Whether the release was asked for, so that much may have come since. */
  isPast?: boolean;
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

/**
 * The scope that a query asks for, of its release or of that in which a walk by cursor began.
 * Throws a Problem (400) for a release that there is not.
 */
export async function scopeOf(
  db: Database,
  query: ScopeQuery,
  asOfRelease = query.asOfRelease,
): Promise<Scope> {
  const { publishedBefore, [NAMED]: named } = query;
  const scope = { publishedBefore, isPast: query.asOfRelease !== undefined };
  // Asked again, there may be a newer one by now, and its data under the ETag of the other.
  if (asOfRelease === undefined && named !== undefined) return { ...scope, release: named };
  const newest = await currentRelease(db, asOfRelease);
  const release = asOfRelease ?? newest;
  if (release <= newest) return { ...scope, release };
  const message = `"${release}" is no release yet; the newest is ${newest}`;
  throw invalidParameters([{ parameter: 'asOfRelease', message }]);
}

/**
 * A condition that nearly all rows fulfil, by its opposite. Where PostgreSQL does not see the release or
 * the day, it expects any comparison to be true of a third of the rows, so this of two thirds.
 */
const isNot = (opposite: Sql) => sql`(${opposite}) IS FALSE`;

/** The condition that a state is part of the release; its key begins with what it is a state of. */
export const inRelease = (state: Sql, { release }: Scope) =>
  sql`${state}.superseded_in > ${release}::int AND ${isNot(sql`${state}.released_in > ${release}::int`)}`;

/**
 * The state in a release of what has many: of those that ended later, the first. That it did not begin
 * later too is said outside of it (`stateBegan`), so no more than one is read.
 */
export const stateIn = (table: Sql, is: Sql, { release }: Scope) =>
  sql`(SELECT * FROM ${table} WHERE ${is} AND superseded_in > ${release}::int
    ORDER BY superseded_in LIMIT 1)`;
export const stateBegan = (state: Sql, { release }: Scope) =>
  sql`${state}.released_in <= ${release}::int`;

/** What has keys that grow from release to release, each of which notes the greatest. */
type Numbered =
  | 'statement'
  | 'figure'
  | 'relation'
  | 'mention'
  | 'tie'
  | 'article'
  | 'entity'
  | 'event';

/** The greatest key in the scope: what was loaded later has greater ones. */
export const lastKey = (of: Numbered, { release }: Scope) =>
  sql`(SELECT ${raw(`last_${of}`)} FROM release WHERE number = ${release}::int)`;

/**
 * The condition that something was first loaded by the release, from its key: whatever the order of a
 * list, its index has that, and what came later need not be looked up. Undefined if all is.
 */
export const loadedBy = (key: Sql, of: Numbered, scope: Scope) =>
  scope.isPast ? sql`${key} <= ${lastKey(of, scope)}` : undefined;

/** The condition that what says itself when it ended had not by the release. */
const stands = (row: Sql, { release }: Scope) =>
  isNot(sql`${row}.superseded_in <= ${release}::int`);

/** The last day, at most, that any of what was published by a day speaks of; undefined without one. */
export const lastDayOf = (of: 'statement' | 'figure', { publishedBefore }: Scope) =>
  publishedBefore === undefined
    ? undefined
    : sql`(SELECT coalesce(max(${raw(of)}), '-infinity')
        FROM last_day WHERE month < ${publishedBefore}::date)`;

/** The condition that a version of an article, or what has its releases, is in the scope. */
export const inScope = (
  version: Sql,
  { release, publishedBefore }: Scope,
  published = sql`${version}.latest`,
): Sql =>
  all([
    stands(version, { release }),
    isNot(sql`${version}.released_in > ${release}::int`),
    publishedBefore === undefined
      ? undefined
      : isNot(sql`${published} >= ${publishedBefore}::date`),
  ]);

/**
 * The same of a row that carries what never changes of that. Few versions ever end, and an index has
 * those alone. OFFSET 0 has PostgreSQL look up each, however few it believes that there are.
 */
export const rowInScope = (row: Sql, scope: Scope): Sql =>
  carriedInScope(
    row,
    scope,
    sql`NOT EXISTS (${ended(scope)} AND v.id = ${row}.article_version_id OFFSET 0)`,
  );

/**
 * The same where there may be hundreds of thousands of rows: what has ended is found once for all. As
 * an array, since PostgreSQL puts into a hash only what it believes to be little.
 */
export const rowOfManyInScope = (row: Sql, scope: Scope): Sql =>
  carriedInScope(
    row,
    scope,
    sql`${row}.article_version_id NOT IN (SELECT unnest(ARRAY(${ended(scope)})))`,
  );

const carriedInScope = (row: Sql, scope: Scope, stillStands: Sql) =>
  all([isReleasedBy(row, scope), isBefore(sql`${row}.published`, scope), stillStands]);

/**
 * The condition that a row and its version are in the scope, in a list. Where much may not be, the row
 * itself is asked: an index in the order of the list passes over what it knows not to be.
 */
export const listedInScope = (row: Sql, version: Sql, scope: Scope): Sql =>
  scope.isPast || scope.publishedBefore !== undefined
    ? rowInScope(row, scope)
    : inScope(version, scope);

/** The condition that a tie is in the scope. */
export const tieInScope = (tie: Sql, scope: Scope): Sql =>
  all([
    sql`${tie}.id <= ${lastKey('tie', scope)}`,
    stands(tie, scope),
    isBefore(sql`${tie}.published`, scope),
  ]);

const isReleasedBy = (row: Sql, { release }: Scope) => sql`${row}.released_in <= ${release}::int`;

/** A query of the versions that have ended. PostgreSQL would not see that the index has all, were NEVER no text. */
const ended = ({ release }: Scope) => sql`SELECT v.id FROM article_version v
  WHERE v.superseded_in < ${raw(String(NEVER))} AND v.superseded_in <= ${release}::int`;

const isBefore = (published: Sql, { publishedBefore }: Scope) =>
  publishedBefore === undefined ? undefined : sql`${published} < ${publishedBefore}::date`;
