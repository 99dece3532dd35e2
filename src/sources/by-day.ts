import { all, raw, type Sql, sql } from '../database/sql.js';
import { beforeItsMonth, inItsMonth } from '../releases/months.js';
import {
  inRelease,
  loadedBy,
  rowInScope,
  rowOfManyInScope,
  type Scope,
  stateBegan,
} from '../releases/scope.js';
import { type Counts, countsOf, LISTED, STILL } from './counts.js';

/**
 * A query of one row: what is counted of an agent within a scope by a day, as it is served. It is
 * what is stored for the months before that of the day, and the links in that one. Of an old release
 * all links are counted, since what is stored of it has all later loads behind it.
 */
export const countsByDay = (agent: Sql, scope: Scope) =>
  scope.isPast ? countsOf(ofLinks(agent, scope), scope) : countsOf(ofMonths(agent, scope), scope);

function ofLinks(agent: Sql, scope: Scope): Counts {
  const loaded = loadedBy(sql`a.statement_id`, 'statement', scope);
  return {
    counted: sql`link AS MATERIALIZED (${links(agent, all([loaded, rowOfManyInScope(sql`a`, scope)]))})`,
    besides: (step) => sql`SELECT beside_id, sum(statements)::int AS statements
      FROM (${besides('link', step)}) t GROUP BY beside_id`,
  };
}

function ofMonths(agent: Sql, scope: Scope): Counts {
  const before = (count: string) => beforeItsMonth(sql`t`, count, scope);
  return {
    counted: sql`recent AS MATERIALIZED (
        ${links(agent, all([inItsMonth(sql`a`, scope), rowInScope(sql`a`, scope)]))}
      ), link AS MATERIALIZED (
        SELECT role, first, ${before('statements')} AS statements, ${before('figures')} AS figures
        FROM source_share t WHERE t.agent_id = ${agent} AND ${inRelease(sql`t`, scope)}
        UNION ALL SELECT role, first, statements, figures FROM recent
      )`,
    besides: (step) => sql`SELECT beside_id, sum(statements)::int AS statements
      FROM (${besidesBefore(agent, step, scope)} UNION ALL ${besides('recent', step)}) t
      GROUP BY beside_id HAVING sum(statements) > 0`,
  };
}

/** Of so many who stand beside somebody most often at all, those who did so by a day are most likely. */
const LIKELY = 100;

/**
 * A query of who stood beside an agent before the month of the day: only of the likely ones, if the last
 * that is listed did so more often by then than any other ever.
 */
function besidesBefore(agent: Sql, step: 1 | -1, scope: Scope): Sql {
  const before = beforeItsMonth(sql`t`, 'statements', scope);
  const of = (states: Sql) => sql`source_neighbour t
    WHERE t.agent_id = ${agent} AND t.step = ${step}::int AND ${stateBegan(sql`t`, scope)} AND ${states}`;
  const still = of(sql`t.superseded_in = ${STILL}`);
  return sql`(WITH likely AS MATERIALIZED (
      SELECT beside_id, t.statements AS ever, ${before} AS statements
      FROM ${still} ORDER BY t.statements DESC LIMIT ${LIKELY}::int
    ), others AS MATERIALIZED (
      SELECT count(*) = ${LIKELY}::int AND min(ever) >= coalesce((SELECT statements FROM likely
        ORDER BY statements DESC OFFSET ${LISTED - 1}::int LIMIT 1), 0) AS matter
      FROM likely
    )
    SELECT beside_id, statements FROM likely WHERE NOT (SELECT matter FROM others)
    UNION ALL SELECT beside_id, ${before} FROM ${still} AND (SELECT matter FROM others)
    UNION ALL SELECT beside_id, ${before} FROM ${of(sql`t.superseded_in > ${scope.release}::int
      AND t.superseded_in < ${STILL}`)})`;
}

/** A query of the links of an agent that fulfil a condition, counted by what they are. */
const links = (agent: Sql, condition: Sql) => sql`
  SELECT a.role, a.position = 1 AS first, a.before_id, a.after_id, a.last,
    count(*)::int AS statements, sum(a.figures)::int AS figures
  FROM attribution a WHERE a.agent_id = ${agent} AND ${condition}
  GROUP BY 1, 2, 3, 4, 5`;

/** A query of who stands beside such links. */
const besides = (links: 'link' | 'recent', step: 1 | -1) =>
  step === 1
    ? sql`SELECT after_id AS beside_id, statements FROM ${raw(links)} WHERE NOT last`
    : sql`SELECT before_id AS beside_id, statements FROM ${raw(links)} WHERE NOT first`;

/** The condition that an agent stands in a chain within a scope by a day, in one of some roles. */
export const standsByDay = (agent: Sql, scope: Scope, roles?: readonly string[]) =>
  sql`EXISTS (SELECT FROM attribution t WHERE t.agent_id = ${agent}
    AND ${all([loadedBy(sql`t.statement_id`, 'statement', scope), rowInScope(sql`t`, scope)])}
    AND ${roles ? sql`t.role = ANY(${roles}::"AttributionRole"[])` : sql`TRUE`})`;
