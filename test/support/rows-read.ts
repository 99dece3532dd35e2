import type pg from 'pg';

/** How many rows of a table were read so far, if nobody but this pool reads. */
export async function rowsRead(pool: pg.Pool, table: string): Promise<number> {
  // Each session hands in what it counted: while it sleeps, no other statement is given to it.
  const flush = () => pool.query('SELECT pg_stat_force_next_flush(), pg_sleep(0.05)');
  await Promise.all(Array.from({ length: pool.options.max }, flush));
  const { rows } = await pool.query<{ rows: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_user_tables
     WHERE relname = $1`,
    [table],
  );
  return rows[0]?.rows ?? Number.NaN;
}
