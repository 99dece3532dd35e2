import { createHash } from 'node:crypto';
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

/** Runs a read as a prepared statement. */
export function read<Row extends object>(db: Database, statement: Sql): Promise<Row[]> {
  return run(db, statement, nameOf(statement.text));
}

/**
 * Runs a read that is planned anew each time. Of a prepared one PostgreSQL would settle on one plan
 * after some runs, but what is best for a rare word takes seconds for a common one.
 */
export function readPlanned<Row extends object>(db: Database, statement: Sql): Promise<Row[]> {
  return run(db, statement);
}

async function run<Row extends object>(db: Database, { text, values }: Sql, name?: string) {
  return readSomewhere<Row>(db.servers, { text, values, ...(name !== undefined && { name }) });
}
