import type { Database } from '../database/database.js';
import { all, isOneOf, type Sql, sql } from '../database/sql.js';
import { entityRef, placeRef } from '../entities/queries.js';
import { eventRef } from '../events/queries.js';
import type { Format } from '../formats/formats.js';
import { isLocal, readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byTime, type Sort } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { inPeriod } from '../http/shapes.js';
import {
  inRelease,
  lastDayOf,
  lastKey,
  listedInScope,
  type Scope,
  type ScopeQuery,
} from '../releases/scope.js';
import { totalOf } from '../releases/totals.js';
import { matches, octavesOf } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import { attribution, chainConditions, resolveChain } from '../statements/chain.js';
import type { FigureListQuery } from './schema.js';

const KEY = sql`f.id`;

const FIGURES = sql`figure f JOIN article_version v ON v.id = f.article_version_id`;

const BY_VALUE: Sort = {
  ascending: sql`coalesce(f.value, 'Infinity')`,
  descending: sql`coalesce(f.value, '-Infinity')`,
  type: 'numeric',
};

export const figures = (scope: Scope, format: Format = 'json'): Omit<List, 'conditions'> => ({
  // LEFT, though each has a measure: of a joined table with a release in it PostgreSQL would expect
  // that it leaves few rows, and plan each page anew.
  from: sql`${FIGURES}
    JOIN statement s ON s.id = f.statement_id
    LEFT JOIN measure_state m ON m.measure_id = f.measure_id AND ${inRelease(sql`m`, scope)}`,
  filtered: FIGURES,
  within: listedInScope(sql`f`, sql`v`, scope),
  total: totalOf('figure', scope),
  key: KEY,
  sorts: {
    added: added(KEY, lastKey('figure', scope)),
    value: BY_VALUE,
    asOf: byTime(sql`f`, { last: lastDayOf('figure', scope), axis: sql`figure` }),
  },
  item: sql`v.slug || '.' || f.local_id AS id, v.slug AS article, m.slug AS measure,
    m.unit, f.counting, f.quantity_json AS quantity,
    ${entityRef(sql`f.population_id`, scope)} AS population,
    ${eventRef(sql`f.event_id`, scope)} AS event,
    ${placeRef(sql`f.place_id`, scope, format)} AS place,
    f.as_of_json AS "asOf", v.slug || '.' || s.local_id AS statement,
    ${attribution(sql`f.statement_id`, scope)} AS attribution,
    f.spans`,
});

export async function listFigures(
  db: Database,
  query: FigureListQuery,
  format: Format,
): Promise<Page> {
  const [ids, chain, sought] = await Promise.all([
    resolveIds(db, query, {
      measure: 'measure',
      population: 'entity',
      event: 'event',
      place: 'entity',
      article: 'article',
    }),
    resolveChain(db, query),
    seekIf(db, query.q, 'figure'),
  ]);
  return listPage(
    db,
    'figures',
    query,
    (scope) => ({
      ...figures(scope, format),
      conditions: {
        measure: ids.measure && isOneOf(sql`f.measure_id`, ids.measure),
        qualifier: query.qualifier && sql`f.qualifier = ANY(${query.qualifier}::"Qualifier"[])`,
        counting: query.counting && sql`f.counting = ANY(${query.counting}::"Counting"[])`,
        population: ids.population && isOneOf(sql`f.population_id`, ids.population),
        event: ids.event && isOneOf(sql`f.event_id`, ids.event),
        place: ids.place && isOneOf(sql`f.place_id`, ids.place),
        article: ids.article && isOneOf(sql`v.article_id`, ids.article),
        ...chainConditions(sql`f.statement_id`, chain),
        value: inRange(query),
        time: inPeriod(sql`f`, query),
        q: sought && matches(sought, sql`f`, sql`figure`),
      },
      octaves: sought && octavesOf(sought, sql`f`, sql`figure`, lastKey('figure', scope)),
    }),
    format,
  );
}

/** What `valueMin`, `valueMax` and `match` ask for; a bound that was not given is open. */
function inRange({ valueMin, valueMax, match, sort }: FigureListQuery): Sql | undefined {
  if (valueMin === undefined && valueMax === undefined) return undefined;
  if (match === 'possible') {
    return sql`f.range && numrange(${valueMin ?? null}::numeric, ${valueMax ?? null}::numeric, '[]')`;
  }
  // Not f.range <@ …: ranges that are open at one end would be read in all of the index.
  const min = valueMin === undefined ? undefined : sql`${valueMin}::numeric`;
  const max = valueMax === undefined ? undefined : sql`${valueMax}::numeric`;
  return all([
    min && sql`f.lower >= ${min}`,
    max && sql`f.upper <= ${max}`,
    // A number is within its bounds: of an order by it the rest, which may come first, is not passed over.
    sort === 'value' ? min && sql`${BY_VALUE.ascending} >= ${min}` : undefined,
    sort === '-value' ? max && sql`${BY_VALUE.descending} <= ${max}` : undefined,
  ]);
}

export const getFigure = (db: Database, id: string, query: ScopeQuery, format: Format) =>
  readItem(db, { what: 'figure', id }, query, (scope) => ({
    ...figures(scope, format),
    is: isLocal(sql`v`, sql`f`, id),
  }));
