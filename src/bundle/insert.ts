import { setImmediate as breathe } from 'node:timers/promises';
import { Prisma } from '../database/generated/client.js';
import type { Rows } from './rows.js';

/**
 * Writes rows, those of all tables in one statement that reads them from JSON: that takes PostgreSQL
 * little longer than COPY, of which Prisma knows nothing. The next rows are made while PostgreSQL
 * writes those before, and so it need not wait for us after every table. What refers to rows of
 * other tables is checked at the end of the statement.
 */
export async function insert(tx: Prisma.TransactionClient, parts: Iterable<Rows>): Promise<void> {
  let written: Promise<unknown> = Promise.resolve();
  for (const rows of parts) {
    const insertions = (Object.entries(rows) as [string, object[]][])
      .filter(([, data]) => data.length > 0)
      .map(([model, data]) => insertion(snakeCase(model), data));
    await written;
    written = tx.$executeRaw`WITH ${Prisma.join(insertions)} SELECT`;
    // If it fails, it fails when it is awaited.
    written.catch(() => {});
    // It is not sent before we pause: PostgreSQL would wait until the next rows are made.
    await breathe();
  }
  await written;
}

function insertion(table: string, rows: readonly object[]): Prisma.Sql {
  const fields = new Set<string>();
  for (const row of rows) for (const field in row) fields.add(field);
  const named = [...fields].map((field) => [field, snakeCase(field)] as const);
  const data = rows.map((row) => renamed(row as Record<string, unknown>, named));
  // As bytes: of a text Prisma would escape every quotation mark, and take it back.
  const json = Buffer.from(JSON.stringify(data));
  const columns = Prisma.raw(named.map(([, column]) => `"${column}"`).join(', '));
  const name = Prisma.raw(`"${table}"`);
  return Prisma.sql`${Prisma.raw(`"new_${table}"`)} AS (INSERT INTO ${name} (${columns})
    SELECT ${columns} FROM json_populate_recordset(NULL::${name}, convert_from(${json}, 'UTF8')::json))`;
}

function renamed(row: Record<string, unknown>, named: readonly (readonly [string, string])[]) {
  const columns: Record<string, unknown> = {};
  for (const [field, column] of named) columns[column] = row[field];
  return columns;
}

const spelled = new Map<string, string>();

/** The name in the database of a model or a field; schema.prisma maps all of them so. */
function snakeCase(name: string): string {
  const known = spelled.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  spelled.set(name, snake);
  return snake;
}
