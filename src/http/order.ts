import { type Sql, sql } from '../database/sql.js';

/** One order of a list. Both expressions are never null: what has no value sorts last either way. */
export interface Sort {
  ascending: Sql;
  descending: Sql;
  type: 'int' | 'numeric' | 'date' | 'text';
  /** What of it is greater than all in the scope, where that may be much: it need not be passed over. */
  last?: Sql;
}

/** An order as SQL. */
export interface Order {
  by: Sql;
  clause: Sql;
  /** The condition that a row does not come before all in the scope. */
  within: Sql | undefined;
  /** The condition that a row lies beyond the one with this value and key. */
  beyond(value: string, after: Sql): Sql;
  /** Whether a cursor's value can be one of it. */
  fits(value: string): boolean;
}

const FITS: Record<Sort['type'], RegExp> = {
  int: /^-?\d{1,10}$/,
  numeric: /^(-?\d{1,400}(\.\d{1,400})?|-?Infinity)$/,
  date: /^(\d{4}-\d\d-\d\d|-?infinity)$/,
  text: /^/,
};
const TYPES: Record<Sort['type'], Sql> = {
  int: sql`int`,
  numeric: sql`numeric`,
  date: sql`date`,
  text: sql`text`,
};

/** The SQL of one order and of what lies beyond a position in it. */
export function orderOf(
  { sorts, key }: { sorts: Record<string, Sort>; key: Sql },
  name: string,
): Order {
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
    fits: (value) => FITS[sort.type].test(value),
    within: descends && sort.last ? sql`${by} <= ${sort.last}` : undefined,
    clause: byKey ? sql`${key} ${direction}` : sql`${by} ${direction}, ${key} ${direction}`,
    beyond: (value, after) =>
      byKey
        ? sql`${key} ${sign} ${after}`
        : sql`(${by}, ${key}) ${sign} (${value}::${type}, ${after})`,
  };
}

/**
 * In the order in which things were loaded, and within an article as they stand in it. `last` is the
 * greatest key in the scope, where keys of what was loaded later are greater.
 */
export const added = (key: Sql, last?: Sql): Sort => ({
  ascending: key,
  descending: key,
  type: 'int',
  ...(last && { last }),
});

/** By earliest day ascending, by latest descending; `last` is the last day in the scope. */
export const byTime = (table: Sql, last?: Sql): Sort => ({
  ascending: sql`coalesce(${table}.earliest, ${table}.latest, 'infinity')`,
  descending: sql`coalesce(${table}.latest, ${table}.earliest, '-infinity')`,
  type: 'date',
  ...(last && { last }),
});

/** By a text, capitals and accents aside. */
export const byText = (text: Sql): Sort => {
  const folded = sql`fold(${text}) COLLATE "C"`;
  return { ascending: folded, descending: folded, type: 'text' };
};
