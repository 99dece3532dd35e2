import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';
import { type ReleaseInfo, watchRelease } from './newest.js';

/** A release that never comes: rows that still stand are superseded in it. */
export const NEVER = 2147483647;

export interface Database {
  /** Hot reads: SQL that builds the JSON in PostgreSQL. */
  pool: pg.Pool;
  /** The load and simple reads, over the same connections. */
  prisma: PrismaClient;
  /**
   * The newest release; undefined before the first. It may be that of `releaseMaxAge` ago, unless
   * the asker knows that there is one of the number `atLeast`.
   */
  newestRelease(atLeast?: number): Promise<ReleaseInfo | undefined>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  poolSize?: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 is never. */
  statementTimeout?: number;
  /** Milliseconds for which the newest release is not asked for again; unset: asked each time. */
  releaseMaxAge?: number;
  /** Hears of connections that break while nobody uses them; the pool replaces them by itself. */
  onIdleError?: (error: Error) => void;
}

/** Opens a pool on the database. Connects on first use, and again after a failure. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 3_000,
    idle_in_transaction_session_timeout: 60_000,
    statement_timeout: options.statementTimeout ?? 0,
    application_name: 'hearsay',
    keepAlive: true,
    // One wrong letter inside a word of eight leaves 0.56 of it alike; two words that only begin
    // alike ("Seoul", "Seong") have 0.5.
    options: '-c pg_trgm.word_similarity_threshold=0.55 -c DateStyle=ISO -c jit=off',
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    newestRelease: watchRelease(pool, options.releaseMaxAge ?? 0),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
