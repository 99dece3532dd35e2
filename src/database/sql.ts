import { createHash } from 'node:crypto';
import { type Database, orGiveUp } from './database.js';
import { Prisma } from './generated/client.js';

export type Sql = Prisma.Sql;
export const { sql, join, empty } = Prisma;

/** Conditions by the name of the parameter that asks for them; those not asked for are absent. */
export type Conditions = Record<string, Sql | undefined>;

/** The conditions joined by AND, TRUE if there are none. */
export function all(conditions: readonly (Sql | undefined)[]): Sql {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`TRUE` : join(given, ' AND ');
}

// Each connection keeps what it has prepared, so only so many texts get a name. The texts come
// from our own code, one for each combination of filters that is asked for.
const NAMED_LIMIT = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= NAMED_LIMIT) return known;
  const name = createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

/** Runs a read as a prepared statement over the pool. */
export async function read<Row extends object>(db: Database, statement: Sql): Promise<Row[]> {
  const name = nameOf(statement.text);
  const query = { text: statement.text, values: statement.values, ...orGiveUp(db.pool) };
  const { rows } = await db.pool.query<Row>(name === undefined ? query : { ...query, name });
  return rows;
}
