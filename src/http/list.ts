import type { Database } from '../database/database.js';
import {
  all,
  type Conditions,
  empty,
  raw,
  read,
  readPlanned,
  type Sql,
  sql,
} from '../database/sql.js';
import { type Scope, type ScopeQuery, scopeOf } from '../releases/scope.js';
import { badCursor, bindingOf, type Position, readCursor, writeCursor } from './cursor.js';
import { type Filters, type Hint, hintsFor } from './hints.js';

/** One order of a list. Both expressions are never null: what has no value sorts last either way. */
export interface Sort {
  ascending: Sql;
  descending: Sql;
  type: 'int' | 'numeric' | 'date' | 'text';
}

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

const FITS: Record<Sort['type'], RegExp> = {
  int: /^-?\d{1,10}$/,
  numeric: /^(-?\d{1,100}(\.\d{1,100})?|-?Infinity)$/,
  date: /^(\d{4}-\d\d-\d\d|-?infinity)$/,
  text: /^/,
};
const TYPES: Record<Sort['type'], Sql> = {
  int: sql`int`,
  numeric: sql`numeric`,
  date: sql`date`,
  text: sql`text`,
};

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
  if (after && !FITS[order.type].test(after.value)) throw badCursor();

  // The limit stands in the text: with one that it does not know, PostgreSQL thinks so much worse of
  // a plan for any values that it would plan anew for each request, which takes as long as to answer.
  const where = all([list.within, ...Object.values(list.conditions)]);
  const filtered = Object.values(list.conditions).some((condition) => condition !== undefined);
  const [rows, counted] = await Promise.all([
    // How many rows a filter leaves depends on its values, and on that the best plan.
    (filtered ? readPlanned : read)<{ item: string; value: string; key: number }>(
      db,
      sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${list.item}) item)::text AS item,
          (${order.by})::text AS value, ${list.key} AS key
        FROM ${list.from}
        WHERE ${where} ${after ? sql`AND ${order.beyond(after)}` : empty}
        ORDER BY ${order.clause} LIMIT ${raw(String(query.limit + 1))}`,
    ),
    query.total
      ? read<{ total: number }>(
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

const filtersOf = ({ from, within, conditions, inside }: List): Filters =>
  inside ?? {
    names: Object.keys(conditions).filter((name) => conditions[name] !== undefined),
    left: (kept) =>
      sql`SELECT FROM ${from} WHERE ${all([within, ...kept.map((name) => conditions[name])])}`,
  };

/** The SQL of one order and of what lies beyond a position in it. */
function orderOf({ sorts, key }: List, name: string) {
  const descends = name.startsWith('-');
  const sort = sorts[descends ? name.slice(1) : name];
  if (sort === undefined) throw new Error(`no sort is called ${name}`);
  const by = descends ? sort.descending : sort.ascending;
  const direction = descends ? sql`DESC` : sql`ASC`;
  const sign = descends ? sql`<` : sql`>`;
  const type = TYPES[sort.type];
  const byKey = by === key;
  return {
    by,
    type: sort.type,
    clause: byKey ? sql`${key} ${direction}` : sql`${by} ${direction}, ${key} ${direction}`,
    beyond: (after: Position) =>
      byKey
        ? sql`${key} ${sign} ${after.key}::int`
        : sql`(${by}, ${key}) ${sign} (${after.value}::${type}, ${after.key}::int)`,
  };
}

/** In the order in which things were loaded, and within an article as they stand in it. */
export const added = (key: Sql): Sort => ({ ascending: key, descending: key, type: 'int' });

/** By earliest day ascending, by latest descending. */
export const byTime = (table: Sql): Sort => ({
  ascending: sql`coalesce(${table}.earliest, ${table}.latest, 'infinity')`,
  descending: sql`coalesce(${table}.latest, ${table}.earliest, '-infinity')`,
  type: 'date',
});

/** By a text, capitals and accents aside. */
export const byText = (text: Sql): Sort => {
  const folded = sql`fold(${text}) COLLATE "C"`;
  return { ascending: folded, descending: folded, type: 'text' };
};
