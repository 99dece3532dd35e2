import { type Sql, sql } from '../database/sql.js';

/** One order of a list. Both expressions are never null: what has no value sorts last either way. */
export interface Sort {
  ascending: Sql;
  descending: Sql;
  type: 'int' | 'numeric' | 'date' | 'text';
  /** What of it is greater than all in the scope, where that may be much: it need not be passed over. */
  last?: Sql;
  /** Of an order by days, where indexes have these and the lengths of periods. */
  axis?: { table: Sql; earliest: Sql; latest: Sql };
}

/** What of a time is asked for: its last day, and whether it must have ended by then. */
export interface Days {
  to?: string | undefined;
  match?: 'possible' | 'certain';
}

/** What was by a day, in the order that begins with what was last. */
export interface Entry {
  /** A query of a row, if so much came later that it had better not be passed over. */
  isFar: Sql;
  /**
   * Queries of what can come first: of the rows that ended by the day, and of those that ended later but
   * had begun. `first` makes a query of the first rows, in the order, that fulfil a condition.
   */
  parts(first: (condition: Sql) => Sql): Sql[];
}

/** So many rows are passed over sooner than all that had begun by a day are found. */
const FAR = 200;

/** Lengths of periods as `period_length` tells them, and how many days at most each goes beyond one that it has. */
const PERIODS = sql`(VALUES (0, 31), (1, 511), (2, 1000000000))`;

/** An order as SQL. */
export interface Order {
  by: Sql;
  direction: Sql;
  clause: Sql;
  /** Whether it is that of the keys, ascending. */
  isByKey: boolean;
  /** The condition that a row does not come before all in the scope. */
  within: Sql | undefined;
  /** The condition that a row lies beyond the one with this value and key. */
  beyond(value: string, after: Sql): Sql;
  /** Whether a cursor's value can be one of it. */
  fits(value: string): boolean;
  /** How to begin at the last day that is asked for, where what is later may come before. */
  entry(asked: Days): Entry | undefined;
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
    direction,
    isByKey: byKey && !descends,
    clause: byKey ? sql`${key} ${direction}` : sql`${by} ${direction}, ${key} ${direction}`,
    entry({ to, match }) {
      // Ascending, what began before some days and is open at its end is soon found, since that is common.
      if (sort.axis === undefined || to === undefined || !descends) return undefined;
      const { table, earliest, latest } = sort.axis;
      const day = sql`${to}::date`;
      // Of what is open at its end none has a later day to be ordered by. Between two days that it does not
      // see PostgreSQL expects hardly any rows, so the second is compared together with the key.
      const reaching = sql`period_length(${earliest}, ${latest}) = period.length
        AND ${by} > ${day} AND (${by}, ${key}) <= (${day} + period.days, 2147483647)
        AND coalesce(${earliest}, '-infinity') <= ${day}`;
      return {
        // In an order that an index has: else all of the table would be read where little came later.
        isFar: sql`SELECT FROM ${table} WHERE ${by} > ${day} ORDER BY ${by} ${direction} OFFSET ${FAR}::int LIMIT 1`,
        parts(first) {
          const ended = first(sql`${by} <= ${day}`);
          if (match === 'certain') return [ended];
          return [
            ended,
            sql`(SELECT part.* FROM ${PERIODS} period(length, days) CROSS JOIN LATERAL ${first(reaching)} part)`,
          ];
        },
      };
    },
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

/**
 * By earliest day ascending, by latest descending. `last` is the last day in the scope. `axis` is the
 * table, if it has indexes of both orders and of how long it is from the one day to the other.
 */
export const byTime = (
  row: Sql,
  { last, axis }: { last?: Sql | undefined; axis?: Sql | undefined } = {},
): Sort => ({
  ascending: sql`coalesce(${row}.earliest, ${row}.latest, 'infinity')`,
  descending: sql`coalesce(${row}.latest, ${row}.earliest, '-infinity')`,
  type: 'date',
  ...(last && { last }),
  ...(axis && {
    axis: {
      table: sql`${axis} ${row}`,
      earliest: sql`${row}.earliest`,
      latest: sql`${row}.latest`,
    },
  }),
});

/** By a text, capitals and accents aside. */
export const byText = (text: Sql): Sort => {
  const folded = sql`fold(${text}) COLLATE "C"`;
  return { ascending: folded, descending: folded, type: 'text' };
};
