import { Prisma } from '../database/generated/client.js';
import type { Rows } from './rows.js';

/**
 * Writes rows, table by table, each in one statement that reads them from one JSON document: that
 * takes PostgreSQL no longer than COPY does, of which Prisma knows nothing. The next rows are made
 * while PostgreSQL writes those before.
 */
export async function insert(tx: Prisma.TransactionClient, parts: Iterable<Rows>): Promise<void> {
  let written: Promise<void> = Promise.resolve();
  for (const rows of parts) {
    const statements = (Object.entries(rows) as [string, object[]][])
      .filter(([, data]) => data.length > 0)
      .map(([model, data]) => insertion(snakeCase(model), data));
    await written;
    written = execute(tx, statements);
    // If it fails, it fails when it is awaited.
    written.catch(() => {});
  }
  await written;
}

async function execute(tx: Prisma.TransactionClient, statements: Prisma.Sql[]): Promise<void> {
  for (const statement of statements) await tx.$executeRaw(statement);
}

function insertion(table: string, rows: readonly object[]): Prisma.Sql {
  const fields = new Set<string>();
  for (const row of rows) for (const field in row) fields.add(field);
  const named = [...fields].map((field) => [field, snakeCase(field)] as const);
  const json = JSON.stringify(rows.map((row) => renamed(row as Record<string, unknown>, named)));
  const columns = Prisma.raw(named.map(([, column]) => `"${column}"`).join(', '));
  const name = Prisma.raw(`"${table}"`);
  return Prisma.sql`INSERT INTO ${name} (${columns})
    SELECT ${columns} FROM json_populate_recordset(NULL::${name}, ${json}::json)`;
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
