import { NEVER } from '../database/database.js';
import { all, raw, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { loadedBy, rowInScope, rowOfManyInScope, type Scope } from '../releases/scope.js';

// How often a source stands in chains, as what, and beside whom. By release that is stored as it is
// served; what was published by a day is counted when it is asked for.

/** Where the counts of an agent are. */
interface Counts {
  /** In which roles it stands in chains, and whether as the first: to be added up. */
  links: Sql;
  /** Who stands `step` links further along its chains, with how many statements; may read `link`. */
  besides(step: 1 | -1): Sql;
}

/** A query of one row: what is counted of a source, as it is served, and its roles. */
function countsOf({ links, besides }: Counts, scope: Scope): Sql {
  const share = (part: Sql) => sql`(SELECT row_to_json(share) FROM (
    SELECT coalesce(sum(t.statements), 0)::int AS statements,
      coalesce(sum(t.figures), 0)::int AS figures
    FROM link t WHERE ${part}) share)`;
  const neighbours = (step: 1 | -1) => sql`array_to_json(ARRAY(
    SELECT row_to_json(neighbour) FROM (
      SELECT ${entityRef(sql`t.beside_id`, scope)} AS agent, t.statements
      FROM (${besides(step)}) t ORDER BY t.statements DESC, t.beside_id LIMIT 50) neighbour))`;
  return sql`WITH link AS MATERIALIZED (${links})
    SELECT ARRAY(SELECT DISTINCT role FROM link ORDER BY role) AS roles,
      ${share(sql`t.first`)} AS originates,
      ${share(sql`t.role = 'relay'`)} AS relays,
      ${share(sql`t.role = 'publisher'`)} AS publishes,
      ${neighbours(-1)} AS receives_from, ${neighbours(1)} AS passes_to`;
}

// In the text, or PostgreSQL would not see that an index has those alone.
const STILL = raw(String(NEVER));

/** The same of an agent as it stands now: a load tells so what the state of a source is. */
export const countsNow = (agent: Sql, scope: Scope) =>
  countsOf(
    {
      links: sql`SELECT t.role, t.first, t.statements, t.figures FROM source_share t
        WHERE t.agent_id = ${agent} AND t.superseded_in = ${STILL}`,
      besides: (step) => sql`SELECT t.beside_id, t.statements FROM source_neighbour t
        WHERE t.agent_id = ${agent} AND t.step = ${step}::int AND t.superseded_in = ${STILL}`,
    },
    scope,
  );

/** The same of an agent within a scope by a day. */
export const countsByDay = (agent: Sql, scope: Scope) =>
  countsOf(
    {
      links: sql`SELECT a.role, a.position = 1 AS first, a.before_id, a.after_id, a.last,
          count(*) AS statements, sum(a.figures) AS figures
        FROM attribution a WHERE a.agent_id = ${agent}
          AND ${all([loadedBy(sql`a.statement_id`, 'statement', scope), rowOfManyInScope(sql`a`, scope)])}
        GROUP BY 1, 2, 3, 4, 5`,
      besides: (step) =>
        step === 1
          ? sql`SELECT after_id AS beside_id, sum(statements)::int AS statements
              FROM link WHERE NOT last GROUP BY after_id`
          : sql`SELECT before_id AS beside_id, sum(statements)::int AS statements
              FROM link WHERE NOT first GROUP BY before_id`,
    },
    scope,
  );

/** The condition that an agent stands in a chain within a scope by a day, in one of some roles. */
export const standsByDay = (agent: Sql, scope: Scope, roles?: readonly string[]) =>
  sql`EXISTS (SELECT FROM attribution t WHERE t.agent_id = ${agent}
    AND ${all([loadedBy(sql`t.statement_id`, 'statement', scope), rowInScope(sql`t`, scope)])}
    AND ${roles ? sql`t.role = ANY(${roles}::"AttributionRole"[])` : sql`TRUE`})`;

/**
 * The state of an agent in a release: of those that ended later, the first. That it did not begin
 * later too is said outside of it, so no more than one is read.
 */
export const sourceState = (agent: Sql, { release }: Scope) =>
  sql`(SELECT * FROM source_state t WHERE t.agent_id = ${agent}
    AND t.superseded_in > ${release}::int ORDER BY t.superseded_in LIMIT 1)`;
