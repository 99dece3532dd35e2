import type { Database } from '../database/database.js';
import {
  all,
  type Conditions,
  empty,
  join,
  raw,
  read,
  readPlanned,
  type Sql,
  sql,
} from '../database/sql.js';
import { type Scope, type ScopeQuery, scopeOf } from '../releases/scope.js';
import { badCursor, bindingOf, type Position, readCursor, writeCursor } from './cursor.js';
import { type Filters, type Hint, hintsFor } from './hints.js';
import { orderOf, type Sort } from './order.js';

/** How a list is read within a scope. */
export interface List {
  /** Tables, joined; without WHERE. */
  from: Sql;
  /** What of the tables is in the scope, where they have more. */
  within?: Sql;
  /** A unique integer column: the tie-break of every sort. */
  key: Sql;
  sorts: Record<string, Sort>;
  /** The columns of an item, named as in JSON. */
  item: Sql;
  /** What the query's filters ask for, by parameter. */
  conditions: Conditions;
  /** The filters that stand inside of `from`, where `conditions` cannot have them. */
  inside?: Filters;
  /** Where rows come from several queries: these, so that each need give no more than a page. */
  branches?: readonly Branch[];
}

/** One of the queries whose union a list is. */
export interface Branch {
  rows: Sql;
  /** The key of a row in its own table, and what is added to it to make it that of the list. */
  key: Sql;
  shift: number;
}

/** A page of a list. */
export interface Page {
  /** Each item as JSON text. */
  items: string[];
  limit: number;
  /** The cursor of the next page; null on the last. */
  next: string | null;
  total?: number;
  hints?: Hint[];
  /** What was found, counted; stands beside the page. */
  facets?: object;
}

export interface ListQuery extends ScopeQuery {
  sort: string;
  limit: number;
  cursor?: string | undefined;
  total: boolean;
}

/**
 * Reads one page. PostgreSQL builds the items as JSON text, so no row passes through JavaScript as
 * an object. A walk by cursor stays in the release it began in.
 * Throws a Problem (400) for a cursor that does not belong here.
 */
export async function listPage(
  db: Database,
  resource: string,
  query: ListQuery,
  listIn: (scope: Scope) => List,
): Promise<Page> {
  const binding = bindingOf(resource, { ...query });
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, binding);
  const scope = await scopeOf(db, { ...query, ...(after && { asOfRelease: after.release }) });
  const list = listIn(scope);
  const order = orderOf(list, query.sort);
  if (after && !order.fits(after.value)) throw badCursor();

  // The limit stands in the text: with one that it does not know, PostgreSQL thinks so much worse of
  // a plan for any values that it would plan anew for each request, which takes as long as to answer.
  const where = all([list.within, ...Object.values(list.conditions)]);
  // How many rows a filter leaves depends on its values, and on that the best plan.
  const ask: typeof read = filtersOf(list).names.length > 0 ? readPlanned : read;
  const [rows, counted] = await Promise.all([
    ask<{ item: string; value: string; key: number }>(
      db,
      sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${list.item}) item)::text AS item,
          (${order.by})::text AS value, ${list.key} AS key
        FROM ${list.branches ? firstOfEach(list.branches, list, query, after) : list.from}
        WHERE ${where} ${after ? sql`AND ${order.beyond(after)}` : empty}
        ORDER BY ${order.clause} LIMIT ${beyondPage(query)}`,
    ),
    query.total
      ? ask<{ total: number }>(
          db,
          sql`SELECT count(*)::int AS total FROM ${list.from} WHERE ${where}`,
        )
      : [],
  ]);
  const last = rows[query.limit - 1];
  const next =
    rows.length > query.limit && last ? writeCursor({ ...scope, ...last }, binding) : null;
  const nothing = rows.length === 0 && after === undefined;
  const hints = nothing ? await hintsFor(db, query, scope, (at) => filtersOf(listIn(at))) : [];
  return {
    items: rows.slice(0, query.limit).map(({ item }) => item),
    limit: query.limit,
    next,
    ...counted[0],
    ...(hints.length > 0 && { hints }),
  };
}

/** One more than a page has tells whether there is another page. */
const beyondPage = ({ limit }: ListQuery) => raw(String(limit + 1));

/** What each branch could contribute to a page, in its own order: an index has that. */
function firstOfEach(
  branches: readonly Branch[],
  { sorts }: List,
  query: ListQuery,
  after: Position | undefined,
): Sql {
  const parts = branches.map(({ rows, key, shift }) => {
    const order = orderOf({ sorts, key }, query.sort);
    const where = after ? order.beyond({ ...after, key: after.key - shift }) : sql`TRUE`;
    return sql`(SELECT * FROM (${rows}) t WHERE ${where}
      ORDER BY ${order.clause} LIMIT ${beyondPage(query)})`;
  });
  return sql`(${join(parts, ' UNION ALL ')}) t`;
}

const filtersOf = ({ from, within, conditions, inside }: List): Filters =>
  inside ?? {
    names: Object.keys(conditions).filter((name) => conditions[name] !== undefined),
    left: (kept) =>
      sql`SELECT FROM ${from} WHERE ${all([within, ...kept.map((name) => conditions[name])])}`,
  };
