import type pg from 'pg';
import { newestMigration } from './migrate.js';

export interface ReleaseInfo {
  number: number;
  loadedAt: Date;
}

/** What a server says of itself. */
export interface Word {
  /** Undefined before the first load. */
  newest: ReleaseInfo | undefined;
  /** Milliseconds since that was loaded, by the server's own clock. */
  age: number;
  /** When its first load began, which tells it from other databases; null before that. */
  dataset: string | null;
  /** Whether it follows another server; false of the one that takes writes. */
  isStandby: boolean;
  /** Whether it has every table and column that this version of Hearsay reads. */
  isMigrated: boolean;
}

const WORD = {
  name: 'newest-release',
  text: `SELECT pg_is_in_recovery() AS "isStandby", r.number, r.loaded_at AS "loadedAt",
      coalesce(extract(epoch FROM clock_timestamp() - r.loaded_at) * 1000, 0)::float8 AS age,
      (SELECT extract(epoch FROM loaded_at)::text FROM release ORDER BY number LIMIT 1) AS dataset,
      EXISTS (SELECT FROM _prisma_migrations m WHERE m.migration_name = $1
        AND m.finished_at IS NOT NULL AND m.rolled_back_at IS NULL) AS "isMigrated"
    FROM (VALUES (1)) one LEFT JOIN LATERAL
      (SELECT number, loaded_at FROM release ORDER BY number DESC LIMIT 1) r ON TRUE`,
};

type Row = Omit<Word, 'newest'> & { number: number | null; loadedAt: Date };

/** Asks a server which release is its newest, and whether it can be read from at all. */
export async function askServer(pool: pg.Pool, timeout: number): Promise<Word> {
  const patience = { query_timeout: timeout };
  const values = [await newestMigration()];
  const { rows } = await pool.query<Row>({ ...WORD, values, ...patience });
  const { number, loadedAt, ...word } = rows[0] as Row;
  return { ...word, newest: number === null ? undefined : { number, loadedAt } };
}
