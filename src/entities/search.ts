import { type Sql, sql } from '../database/sql.js';
import { eachStands, matches, outline, type Sought, stands } from '../http/search.js';
import { inRelease, type Scope } from '../releases/scope.js';

/** The condition that all words may be names of an entity by a day: it had none that it has not now. */
export const calledEntity = (sought: Sought, scope: Scope, state: Sql) =>
  sql`${state}.entity_id IN (SELECT s.entity_id FROM entity_state s
    WHERE ${inRelease(sql`s`, scope)} AND ${eachStands(sought, sql`s.names_folded`)})`;

/**
 * The condition that `q` finds an entity in its `state` within the scope. What it was by a day is
 * merged only where it may be found: by a name of the release, since it had no other before, or by
 * what anybody ever described it as.
 */
export function foundEntity(sought: Sought, scope: Scope, state: Sql): Sql {
  const [first] = sought.words;
  if (scope.publishedBefore === undefined || !first) return matches(sought, state);
  return sql`${matches(sought, state)} AND ${state}.entity_id IN (
    SELECT s.entity_id FROM entity_state s WHERE ${inRelease(sql`s`, scope)}
      AND ${outline(sought, sql`s.names_folded`, sql`s.search_folded`)}
    UNION
    SELECT f.entity_id FROM first_report f WHERE ${stands(first, sql`f.description_folded`)})`;
}
