import { Prisma } from '../database/generated/client.js';
import type { Rows } from './rows.js';

/**
 * Writes rows, table by table, each in one statement that reads them from one JSON document: that
 * takes PostgreSQL no longer than COPY does, of which Prisma knows nothing.
 */
export async function insert(tx: Prisma.TransactionClient, rows: Rows): Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();
  for (const [model, data] of Object.entries(rows) as [string, object[]][]) {
    if (data.length === 0) continue;
    // Spelled out while PostgreSQL is busy with the table before.
    const statement = insertion(snakeCase(model), data.map(toColumns));
    await writing;
    writing = tx.$executeRaw(statement);
  }
  await writing;
}

function insertion(table: string, rows: Record<string, unknown>[]): Prisma.Sql {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = Prisma.raw([...names].map((name) => `"${name}"`).join(', '));
  const name = Prisma.raw(`"${table}"`);
  return Prisma.sql`INSERT INTO ${name} (${columns})
    SELECT ${columns} FROM json_populate_recordset(NULL::${name}, ${JSON.stringify(rows)}::json)`;
}

const toColumns = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([field, value]) => [snakeCase(field), value]));

const spelled = new Map<string, string>();

/** The name in the database of a model or a field; schema.prisma maps all of them so. */
function snakeCase(name: string): string {
  const known = spelled.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  spelled.set(name, snake);
  return snake;
}
