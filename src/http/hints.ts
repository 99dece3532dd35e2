import type { Database } from '../database/database.js';
import { join, readPlanned, type Sql, sql } from '../database/sql.js';
import type { Scope, ScopeQuery } from '../releases/scope.js';

/** Which filter left nothing. */
export interface Hint {
  parameter: string;
  message: string;
}

/** The filters of a query, and what would be left if only some of them were asked for. */
export interface Filters {
  names: readonly string[];
  /** A query that has a row if anything is left. */
  left(kept: readonly string[]): Sql;
  /** The one without which there is no query, so that leaving it out is no advice. */
  needed?: string;
}

/** The parameters behind a filter that has more than one. */
const PARAMETERS: Record<string, readonly string[]> = {
  time: ['from', 'to'],
  value: ['valueMin', 'valueMax'],
};
export const parametersOf = (filter: string) => PARAMETERS[filter] ?? [filter];

/**
 * Why nothing is left: the filters that leave nothing by themselves, else those without which
 * something would be left. Asked only when nothing is left.
 */
export async function hintsFor(
  db: Database,
  query: ScopeQuery,
  scope: Scope,
  filtersIn: (scope: Scope) => Filters,
): Promise<Hint[]> {
  const { names, left, needed } = withScope(query, scope, filtersIn);
  const parameters = names.map((name) =>
    parametersOf(name)
      .filter((key) => key in query)
      .join(', '),
  );
  // One filter, or none, need not be tried: what it leaves is known.
  if (names.length < 2) return parameters.map(say(ALONE));
  const alone = await leave(
    db,
    names.map((name) => left([name])),
  );
  const barren = parameters.filter((_, nth) => !alone[nth]);
  if (barren.length > 0) return barren.map(say(ALONE));
  // To plan all filters but one, for each of them, takes long: only where it has to be known.
  const others = await leave(
    db,
    names.map((name) => left(names.filter((other) => other !== name))),
  );
  const decisive = parameters.filter((_, nth) => names[nth] !== needed && others[nth]);
  if (decisive.length > 0) return decisive.map(say('without it something would be left'));
  return parameters.map(say('only together do the filters leave nothing'));
}

/** Which of some queries have a row. */
async function leave(db: Database, queries: readonly Sql[]): Promise<boolean[]> {
  const each = queries.map((query) => sql`EXISTS (${query})`);
  const [row] = await readPlanned<{ tried: boolean[] }>(
    db,
    sql`SELECT ARRAY[${join(each)}] AS tried`,
  );
  return row?.tried ?? [];
}

/**
 * The day of the scope counts as a filter. Its release does not: an answer of a release never
 * changes, so it cannot say what later ones have.
 */
function withScope(
  { publishedBefore }: ScopeQuery,
  scope: Scope,
  filtersIn: (scope: Scope) => Filters,
): Filters {
  const filters = filtersIn(scope);
  if (publishedBefore === undefined) return filters;
  const day = 'publishedBefore';
  return {
    ...filters,
    names: [...filters.names, day],
    left: (kept) =>
      filtersIn(kept.includes(day) ? scope : { release: scope.release }).left(
        kept.filter((name) => name !== day),
      ),
  };
}

const ALONE = 'nothing meets it, whatever the other filters';
const say =
  (message: string) =>
  (parameter: string): Hint => ({ parameter, message });
