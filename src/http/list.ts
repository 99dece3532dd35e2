import { LRUCache } from 'lru-cache';
import type { Database } from '../database/database.js';
import {
  all,
  type Conditions,
  join,
  place,
  raw,
  read,
  run,
  type Sql,
  sql,
  type Template,
  template,
} from '../database/sql.js';
import type { Format } from '../formats/formats.js';
import { type Scope, type ScopeQuery, scopeOf } from '../releases/scope.js';
import { badCursor, bindingOf, readCursor, writeCursor } from './cursor.js';
import { type Filters, type Hint, hintsFor } from './hints.js';
import { type Days, type Entry, type Order, orderOf, type Sort } from './order.js';

/** How a list is read within a scope. */
export interface List {
  /** Tables, joined; without WHERE. */
  from: Sql;
  /** The same without what only items need, where there is such. */
  filtered?: Sql;
  /** The same without what the filters do not ask of them, where all are counted. */
  counted?: Sql;
  /** How many there are in the scope without a filter, where that need not be counted. */
  total?: Sql;
  /** What of the tables is in the scope, where they have more. */
  within?: Sql | undefined;
  /** A unique integer column: the tie-break of every sort. */
  key: Sql;
  sorts: Record<string, Sort>;
  /** The columns of an item, named as in JSON; what they alone come from may follow as a FROM. */
  item: Sql;
  /** What the query's filters ask for, by parameter. */
  conditions: Conditions;
  /** If an index has what `q` asks for by parts of the keys, these. */
  octaves?: Octaves | undefined;
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

/** Parts of the keys, in their order, each as long as all before it. */
export interface Octaves {
  /** The greatest key in the scope. */
  last: Sql;
  /** The condition that a row has what is asked for, and a key in the nth part. */
  has(nth: Sql): Sql;
}

/** A page of a list. */
export interface Page {
  /** The items as JSON texts. */
  items: readonly string[];
  limit: number;
  /** The cursor of the next page; null on the last. */
  next: string | null;
  total?: number;
  hints?: Hint[];
  /** What was found, counted; stands beside the page. */
  facets?: object;
}

export interface ListQuery extends ScopeQuery, Days {
  sort: string;
  limit: number;
  cursor?: string | undefined;
  total: boolean;
}

/** What is read of a list, whatever the release and the page. */
interface Reads {
  page: Template;
  count: Template;
  fits(value: string): boolean;
}

/** An item as it is read. */
interface Row {
  item: string;
  /** Where it stands in the order. */
  value: string;
  key: number;
}

/** Where the release and the end of the page before stand in a statement. */
const RELEASE = place<number>('release');
const VALUE = place<string>('value');
const AFTER = place<number>('key');

// To put a statement together takes as long as all else that is done for a page, and with the same
// query it would be the same again.
const known = new LRUCache<string, Reads>({ max: 500 });

/**
 * Reads one page. PostgreSQL builds the items as JSON texts, which go out as they are: as one text a
 * long page would take longer to make than its items. A walk by cursor stays in the release it began
 * in. `format` is told by who gives other items in another one.
 * Throws a Problem (400) for a cursor that does not belong here.
 */
export async function listPage(
  db: Database,
  resource: string,
  query: ListQuery,
  listIn: (scope: Scope) => List,
  format: Format = 'json',
): Promise<Page> {
  const binding = bindingOf(resource, query);
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, binding);
  const scope = await scopeOf(db, query, after?.release);
  const id = [binding, query.limit, format, after === undefined].join();
  const { page, count, fits } =
    known.get(id) ??
    (await readsOf(db, id, query, after !== undefined, listIn({ ...scope, release: RELEASE })));
  if (after && !fits(after.value)) throw badCursor();

  const { release } = scope;
  const places = { ...after, release };
  const [found, counted] = await Promise.all([
    run<Row>(db, page(places)),
    query.total ? run<{ total: number }>(db, count(places)) : [],
  ]);
  const rows = found.slice(0, query.limit);
  const last = found.length > query.limit ? rows.at(-1) : undefined;
  const next = last ? writeCursor({ release, value: last.value, key: last.key }, binding) : null;
  const nothing = rows.length === 0 && after === undefined;
  const hints = nothing ? await hintsFor(db, query, scope, (at) => filtersOf(listIn(at))) : [];
  return {
    items: rows.map(({ item }) => item),
    limit: query.limit,
    next,
    ...counted[0],
    ...(hints.length > 0 && { hints }),
  };
}

async function readsOf(
  db: Database,
  id: string,
  query: ListQuery,
  isContinued: boolean,
  list: List,
): Promise<Reads> {
  const order = orderOf(list, query.sort);
  const conditions = [list.within, ...Object.values(list.conditions)];
  const where = all(conditions);
  const isFiltered = filtersOf(list).names.length > 0;
  // How many rows a filter leaves depends on its values, and on that the best plan.
  const prepared = !isFiltered;
  const beyond = isContinued ? order.beyond(VALUE, sql`${AFTER}::bigint`) : undefined;
  const entry = order.entry(query);
  const isFar = entry !== undefined && (await read(db, entry.isFar)).length > 0;
  const asked = () => {
    if (isFar && !list.branches) {
      return [list.within, isOnPage(list, order, entry, all([...conditions, beyond]), query)];
    }
    // Of what has more to fulfil too few would be found in the first parts.
    if (list.octaves && order.isByKey && filtersOf(list).names.length === 1) {
      return [list.within, isOfFirst(list, list.octaves, beyond, query)];
    }
    return [...conditions, beyond];
  };
  // The limit stands in the text: with one that it does not know, PostgreSQL thinks so much worse of
  // a plan for any values that it would plan anew for each request, which takes as long as to answer.
  const page = sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${list.item}) item)::text AS item,
      (${order.by})::text AS value, ${list.key} AS key
    FROM ${list.branches ? firstOfEach(list.branches, list, query, isContinued, isFar) : list.from}
    WHERE ${all([order.within, ...asked()])}
    ORDER BY ${order.clause} LIMIT ${beyondPage(query)}`;
  const total =
    isFiltered || list.total === undefined
      ? sql`(SELECT count(*) FROM ${list.counted ?? list.filtered ?? list.from} WHERE ${where})`
      : list.total;
  const reads = {
    page: template(page, { prepared }),
    count: template(sql`SELECT ${total}::int AS total`, { prepared }),
    fits: order.fits,
  };
  // With filters it has the keys of what they name, in this database.
  if (prepared) known.set(id, reads);
  return reads;
}

/** One more than a page has tells whether there is another page. */
const beyondPage = ({ limit }: ListQuery) => raw(String(limit + 1));

/** The condition that a row is one of the first, of those that ended by the last day and those that had begun. */
function isOnPage(list: List, order: Order, entry: Entry, where: Sql, query: ListQuery): Sql {
  const { from, filtered = from, key } = list;
  const first = (condition: Sql) =>
    sql`(SELECT ${order.by} AS value, ${key} AS key FROM ${filtered}
      WHERE ${all([order.within, where, condition])} ORDER BY ${order.clause} LIMIT ${beyondPage(query)})`;
  return sql`${key} = ANY(ARRAY(SELECT key FROM (${join(entry.parts(first), ' UNION ALL ')}) part
    ORDER BY value ${order.direction}, key ${order.direction} LIMIT ${beyondPage(query)}))`;
}

/**
 * The condition that a row is one of the first of all octaves, of which no more are read than have a page.
 * What reads of a WITH PostgreSQL does not share out among workers, so it keeps to their order.
 */
function isOfFirst(
  { from, filtered = from, within, key }: List,
  { last, has }: Octaves,
  beyond: Sql | undefined,
  query: ListQuery,
): Sql {
  const first = beyond ? sql`octave(${AFTER}::bigint::int)` : sql`0`;
  return sql`${key} = ANY(ARRAY(
    WITH octaves AS MATERIALIZED (SELECT generate_series(${first}, octave(${last})) AS nth)
    SELECT part.key FROM octaves CROSS JOIN LATERAL (SELECT ${key} AS key FROM ${filtered}
      WHERE ${all([within, has(sql`octaves.nth`), beyond])} ORDER BY key) part
    LIMIT ${beyondPage(query)}))`;
}

/** What each branch could contribute to a page, in its own order: an index has that. */
function firstOfEach(
  branches: readonly Branch[],
  { sorts }: List,
  query: ListQuery,
  isContinued: boolean,
  isFar: boolean,
): Sql {
  const parts = branches.flatMap(({ rows, key, shift }) => {
    const order = orderOf({ sorts, key }, query.sort);
    const after = sql`(${AFTER}::bigint - ${shift}::bigint)`;
    const beyond = isContinued ? order.beyond(VALUE, after) : undefined;
    const first = (condition?: Sql) =>
      sql`(SELECT * FROM (${rows}) t WHERE ${all([beyond, condition])}
        ORDER BY ${order.clause} LIMIT ${beyondPage(query)})`;
    const entry = isFar ? order.entry(query) : undefined;
    return entry ? entry.parts(first) : [first()];
  });
  return sql`(${join(parts, ' UNION ALL ')}) t`;
}

const filtersOf = ({ from, filtered = from, within, conditions, inside }: List): Filters =>
  inside ?? {
    names: Object.keys(conditions).filter((name) => conditions[name] !== undefined),
    left: (kept) =>
      sql`SELECT FROM ${filtered} WHERE ${all([within, ...kept.map((name) => conditions[name])])}`,
  };
