import { NEVER } from '../database/database.js';
import { raw, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import type { Scope } from '../releases/scope.js';

// How often a source stands in chains, as what, and beside whom. By release that is stored as it is
// served; by a day it is added up when it is asked for (by-day.ts).

/** How many of those who stand beside a source are listed. */
export const LISTED = 50;

/** Where the counts of an agent are. */
export interface Counts {
  /** Subqueries of a WITH; of them `link` says in which roles it stands in chains, and whether as the first. */
  counted: Sql;
  /** Who stands `step` links further along its chains, with how many statements. */
  besides(step: 1 | -1): Sql;
}

/** A query of one row: what is counted of a source, as it is served, and its roles. */
export function countsOf({ counted, besides }: Counts, scope: Scope): Sql {
  const share = (part: Sql) => sql`(SELECT row_to_json(share) FROM (
    SELECT coalesce(sum(t.statements), 0)::int AS statements,
      coalesce(sum(t.figures), 0)::int AS figures
    FROM link t WHERE ${part}) share)`;
  const neighbours = (step: 1 | -1) => sql`array_to_json(ARRAY(
    SELECT row_to_json(neighbour) FROM (
      SELECT ${entityRef(sql`t.beside_id`, scope)} AS agent, t.statements
      FROM (${besides(step)}) t ORDER BY t.statements DESC, t.beside_id LIMIT ${LISTED}::int) neighbour))`;
  return sql`WITH ${counted}
    SELECT ARRAY(SELECT DISTINCT role FROM link WHERE statements > 0 ORDER BY role) AS roles,
      ${share(sql`t.first`)} AS originates,
      ${share(sql`t.role = 'relay'`)} AS relays,
      ${share(sql`t.role = 'publisher'`)} AS publishes,
      ${neighbours(-1)} AS receives_from, ${neighbours(1)} AS passes_to`;
}

// In the text, or PostgreSQL would not see that an index has those alone.
export const STILL = raw(String(NEVER));

/** The same of an agent as it stands now: a load tells so what the state of a source is. */
export const countsNow = (agent: Sql, scope: Scope) =>
  countsOf(
    {
      counted: sql`link AS MATERIALIZED (
        SELECT t.role, t.first, t.statements, t.figures FROM source_share t
        WHERE t.agent_id = ${agent} AND t.superseded_in = ${STILL})`,
      besides: (step) => sql`SELECT t.beside_id, t.statements FROM source_neighbour t
        WHERE t.agent_id = ${agent} AND t.step = ${step}::int AND t.superseded_in = ${STILL}`,
    },
    scope,
  );
