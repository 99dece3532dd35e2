import type pg from 'pg';
import { orGiveUp } from './give-up.js';

export interface ReleaseInfo {
  number: number;
  loadedAt: Date;
}

const NEWEST = {
  name: 'newest-release',
  text: 'SELECT number, loaded_at AS "loadedAt" FROM release ORDER BY number DESC LIMIT 1',
};

/**
 * Tells the newest release of a database, undefined if nothing is loaded. What it was told it
 * believes for `maxAge` milliseconds, unless the asker knows of a newer one.
 */
export function watchRelease(
  pool: pg.Pool,
  maxAge: number,
): (atLeast?: number) => Promise<ReleaseInfo | undefined> {
  let known: Promise<ReleaseInfo | undefined> | undefined;
  let askedAt = 0;
  const ask = () => {
    askedAt = performance.now();
    const answer = pool
      .query<ReleaseInfo>({ ...NEWEST, ...orGiveUp(pool) })
      .then(({ rows }) => rows[0]);
    // Whoever waited for it hears of a failure; the next asks again.
    answer.catch(() => {
      if (known === answer) known = undefined;
    });
    known = answer;
    return answer;
  };
  return async (atLeast = 0) => {
    const isFresh = known !== undefined && performance.now() - askedAt < maxAge;
    const newest = await (isFresh ? known : ask());
    return isFresh && (newest?.number ?? 0) < atLeast ? ask() : newest;
  };
}
