import { NEVER } from '../database/database.js';
import { isOneOf, raw, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { inRelease, inScope, rowInScope, rowOfManyInScope, type Scope } from '../releases/scope.js';

// How often a source `e` stands in chains, as what, and beside whom. Loads store that by release, but
// not for every day: what was published by one is counted when it is asked for.

/** Where the counts are. */
interface Counts {
  /** In which roles it stands in chains, and whether as the first: to be added up. */
  links: Sql;
  /** Who stands `step` links further along its chains, with how many statements; may read `link`. */
  besides(step: 1 | -1): Sql;
}

/** A query of one row: what of a source is counted, as it is served. */
export function countsOf(scope: Scope): Sql {
  const { links, besides } = scope.publishedBefore === undefined ? stored(scope) : counted(scope);
  const share = (part: Sql) => sql`(SELECT row_to_json(share) FROM (
    SELECT coalesce(sum(t.statements), 0)::int AS statements,
      coalesce(sum(t.figures), 0)::int AS figures
    FROM link t WHERE ${part}) share)`;
  const neighbours = (step: 1 | -1) => sql`ARRAY(SELECT row_to_json(neighbour) FROM (
    SELECT ${entityRef(sql`t.beside_id`, scope)} AS agent, t.statements
    FROM (${besides(step)}) t ${MOST}) neighbour)`;
  return sql`WITH link AS MATERIALIZED (${links})
    SELECT ${share(sql`t.first`)} AS originates,
      ${share(sql`t.role = 'relay'`)} AS relays,
      ${share(sql`t.role = 'publisher'`)} AS publishes,
      ${neighbours(-1)} AS "receivesFrom", ${neighbours(1)} AS "passesTo"`;
}

// In the text, or PostgreSQL would not see that the index has those alone.
const STILL = raw(String(NEVER));
const MOST = sql`ORDER BY t.statements DESC, t.beside_id LIMIT 50`;

/** From when to when something stands beside a source, as the index of what has ended has it. */
const LIFE = sql`int8range(((t.agent_id::bigint * t.step) << 31) + t.released_in,
  ((t.agent_id::bigint * t.step) << 31) + t.superseded_in)`;

function stored(scope: Scope): Counts {
  const neighbours = (condition: Sql) =>
    sql`(SELECT t.beside_id, t.statements FROM source_neighbour t WHERE ${condition} ${MOST})`;
  const standing = (step: 1 | -1) => sql`t.agent_id = e.entity_id AND t.step = ${step}::int
    AND t.released_in <= ${scope.release}::int AND t.superseded_in = ${STILL}`;
  const ended = (step: 1 | -1) => sql`t.superseded_in < ${STILL}
    AND ${LIFE} @> ((e.entity_id::bigint * ${step}::int) << 31) + ${scope.release}::int`;
  return {
    links: sql`SELECT t.role, t.first, t.statements, t.figures FROM source_share t
      WHERE t.agent_id = e.entity_id AND ${inRelease(sql`t`, scope)}`,
    // Apart, since an index has the most frequent of what still stands, and of the rest there is
    // none if the release is the newest.
    besides: (step) => sql`${neighbours(standing(step))} UNION ALL ${neighbours(ended(step))}`,
  };
}

const counted = (scope: Scope): Counts => ({
  links: sql`SELECT a.role, a.position = 1 AS first, a.before_id, a.after_id, a.last,
      count(*) AS statements, sum(a.figures) AS figures
    FROM attribution a WHERE a.agent_id = e.entity_id AND ${rowOfManyInScope(sql`a`, scope)}
    GROUP BY 1, 2, 3, 4, 5`,
  besides: (step) =>
    step === 1
      ? sql`SELECT after_id AS beside_id, sum(statements)::int AS statements
          FROM link WHERE NOT last GROUP BY after_id`
      : sql`SELECT before_id AS beside_id, sum(statements)::int AS statements
          FROM link WHERE NOT first GROUP BY before_id`,
});

/**
 * Whether the source stands in a chain, in one of these roles if any are named. OFFSET 0 has PostgreSQL
 * look up each source as it comes: asked twice, it would compare it with all that stand in the role.
 */
export function stands(scope: Scope, roles?: readonly string[]): Sql {
  const isSo = roles ? sql`t.role = ANY(${roles}::"AttributionRole"[])` : sql`TRUE`;
  return scope.publishedBefore === undefined
    ? sql`EXISTS (SELECT FROM source_share t
        WHERE t.agent_id = e.entity_id AND ${inRelease(sql`t`, scope)} AND ${isSo} OFFSET 0)`
    : sql`EXISTS (SELECT FROM attribution t
        WHERE t.agent_id = e.entity_id AND ${rowInScope(sql`t`, scope)} AND ${isSo})`;
}

/** Whether the source stands in a chain of one of these articles. */
export const standsIn = (articles: readonly number[], scope: Scope) =>
  sql`e.entity_id IN (SELECT t.agent_id FROM article_version v
    JOIN statement s ON s.article_version_id = v.id JOIN attribution t ON t.statement_id = s.id
    WHERE ${isOneOf(sql`v.article_id`, articles)} AND ${inScope(sql`v`, scope)})`;
