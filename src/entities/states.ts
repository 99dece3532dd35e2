import { all, type Sql, sql } from '../database/sql.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';

/** A table that has the states of entities, and the condition that one is that of its entity within a scope. */
export const entityStatesOf = (scope: Scope) => {
  const { publishedBefore, release } = scope;
  const isKnown = (state: Sql) =>
    sql`${state}.until >= ${publishedBefore}::date AND ${state}.since < ${publishedBefore}::date`;
  return publishedBefore === undefined
    ? { table: sql`entity_state`, within: (state: Sql) => inRelease(state, scope) }
    : {
        table: sql`entity_day_state`,
        // Of an entity few days are read. If an index were also asked for releases after the days,
        // PostgreSQL 18 would expect to look for them at each of all days.
        within: (state: Sql) => all([inScope(state, { release }), isKnown(state)]),
      };
};

/** A table expression of the states of entities within a scope. */
export const entityStates = (scope: Scope) => {
  const { table, within } = entityStatesOf(scope);
  return sql`(SELECT * FROM ${table} s WHERE ${within(sql`s`)})`;
};
