import type pg from 'pg';

/**
 * The time after which a query is given up together with its connection. PostgreSQL ends slow
 * statements by itself; this is for when it, or the way to it, has fallen silent: the connection
 * would wait for an answer for ever, and be missing from the pool.
 */
export function orGiveUp({ options }: pg.Pool): { query_timeout?: number } {
  const { statement_timeout: limit } = options;
  return limit ? { query_timeout: limit + 1_000 } : {};
}
