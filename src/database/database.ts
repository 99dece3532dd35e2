import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/client.js';
import type { ReleaseInfo } from './newest.js';
import { Servers, type ServersOptions } from './servers.js';

/** A release that never comes: rows that still stand are superseded in it. */
export const NEVER = 2147483647;

export interface Database {
  /** The primary, for whoever writes, or has to see what was just written. */
  pool: pg.Pool;
  /** The load, over the same connections. */
  prisma: PrismaClient;
  /** The primary and its replicas, for whoever reads. */
  servers: Servers;
  /**
   * The newest release; undefined before the first. It may be that of `releaseMaxAge` ago, unless
   * the asker knows that there is one of the number `atLeast`.
   */
  newestRelease(atLeast?: number): Promise<ReleaseInfo | undefined>;
  close(): Promise<void>;
}

export type DatabaseOptions = ServersOptions;

/** Opens pools on the servers. Connects on first use, and again after a failure. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const servers = new Servers(url, options);
  const { pool } = servers.primary;
  let prisma: PrismaClient | undefined;
  return {
    pool,
    // Not before it is needed: who only reads never does.
    get prisma() {
      prisma ??= new PrismaClient({ adapter: new PrismaPg(pool) });
      return prisma;
    },
    servers,
    newestRelease: (atLeast) => servers.newestRelease(atLeast),
    async close() {
      await prisma?.$disconnect();
      await servers.close();
    },
  };
}
