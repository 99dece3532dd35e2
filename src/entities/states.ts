import { sql } from '../database/sql.js';
import { inRelease, type Scope } from '../releases/scope.js';

/** A table expression of the states of entities within a scope. */
export const entityStates = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? sql`(SELECT * FROM entity_state s WHERE ${inRelease(sql`s`, scope)})`
    : sql`(SELECT * FROM entity_day_state s WHERE ${inRelease(sql`s`, scope)}
        AND s.until >= ${scope.publishedBefore}::date AND s.since < ${scope.publishedBefore}::date)`;
