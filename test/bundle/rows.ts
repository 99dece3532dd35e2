import type { TestDatabase } from '../support/database.js';

/**
 * Every row of every table, in the order in which it lies there, with its place and the transaction
 * that wrote it: a row that was written again with the same content differs.
 */
export async function rowsOf({ pool }: TestDatabase): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT concat_ws(' ', t.ctid, t.xmin, t.*::text) AS row FROM "${name}" t ORDER BY t.ctid`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}
