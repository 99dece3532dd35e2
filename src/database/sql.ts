import { hash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from './database.js';
import { Prisma } from './generated/client.js';
import { readSomewhere } from './reading.js';

export type Sql = Prisma.Sql;
export const { sql, join, empty, raw } = Prisma;

/** Conditions by the name of the parameter that asks for them; those not asked for are absent. */
export type Conditions = Record<string, Sql | undefined>;

/** The conditions joined by AND, TRUE if there are none. */
export function all(conditions: readonly (Sql | undefined)[]): Sql {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`TRUE` : join(given, ' AND ');
}

/** The condition that a column is one of some keys. Of a single one an index has the rest in order. */
export const isOneOf = (column: Sql, keys: readonly number[]): Sql =>
  keys.length === 1 ? sql`${column} = ${keys[0]}::int` : sql`${column} = ANY(${keys}::int[])`;

// Each connection keeps what it has prepared, so only so many texts get a name. The texts come
// from our own code, one for each combination of filters that is asked for.
const NAMED_LIMIT = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= NAMED_LIMIT) return known;
  const name = hash('sha1', text, 'base64url');
  names.set(text, name);
  return name;
}

/** Runs a read as a prepared statement. */
export const read = <Row extends object>(db: Database, statement: Sql): Promise<Row[]> =>
  run(db, template(statement, { prepared: true })({}));

/**
 * Runs a read that is planned anew each time. Of a prepared one PostgreSQL would settle on one plan
 * after some runs, but what is best for a rare word takes seconds for a common one.
 */
export function readPlanned<Row extends object>(
  db: Database,
  { text, values }: Sql,
): Promise<Row[]> {
  return run(db, { text, values });
}

/** Runs a read as it stands, prepared if it has a name. */
export const run = <Row extends object>(db: Database, query: pg.QueryConfig): Promise<Row[]> =>
  readSomewhere<Row>(db.servers, query);

/** Stands in a statement for a value that is another each time it runs. */
class Place {
  constructor(readonly name: string) {}
}

/** A place for a value of type T, which may stand wherever such a value would in SQL, and only there. */
export const place = <T>(name: string) => new Place(name) as T;

/** A statement with places, for values by the names of these. */
export type Template = (given: Record<string, unknown>) => pg.QueryConfig;

/** Makes the text of a statement once, for many runs; with a name if it is to be prepared. */
export function template({ strings, values }: Sql, { prepared }: { prepared: boolean }): Template {
  // A place that stands there more than once is one parameter; of other values that are the same,
  // one may be an integer to PostgreSQL and another a number.
  const parameters: unknown[] = [];
  const [begin = '', ...rest] = strings;
  const parts = values.map((value, nth) => {
    const known = value instanceof Place ? parameters.indexOf(value) : -1;
    const number = `$${known >= 0 ? known + 1 : parameters.push(value)}`;
    const after = rest[nth] ?? '';
    return prepared ? unseen(number, after) : number + after;
  });
  const text = begin + parts.join('');
  const name = prepared ? named(text) : {};
  return (given) => ({
    text,
    values: parameters.map((value) => (value instanceof Place ? given[value.name] : value)),
    ...name,
  });
}

/** What a parameter is cast to. */
const CAST = /^::(?:\w+|"\w+")(?:\[\])?/;

/**
 * A parameter that PostgreSQL does not see when it plans. If it believed that it gains by the values,
 * as it does of all that it can count in a release or before a day, it would plan a prepared statement
 * anew for each request, and that takes as long as to answer. The cast is repeated, so that ANY takes
 * an array for one and not for a query.
 */
function unseen(number: string, after: string): string {
  const [cast] = CAST.exec(after) ?? [];
  return cast === undefined ? number + after : `(SELECT ${number}${cast})${after}`;
}

const named = (text: string) => {
  const name = nameOf(text);
  return name === undefined ? {} : { name };
};
