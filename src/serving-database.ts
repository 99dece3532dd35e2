import type { Config } from './config.js';
import { type StartedDatabase, startDatabase } from './database/start.js';
import { createLogger } from './logger.js';

/** Milliseconds after a load until every process has heard of it. */
const RELEASE_MAX_AGE = 800;

/** The database of the settings for a process that serves. */
export function startServing(config: Config): Promise<StartedDatabase> {
  const logger = createLogger(config.LOG_LEVEL);
  return startDatabase(config, {
    statementTimeout: config.REQUEST_TIMEOUT_MS,
    releaseMaxAge: RELEASE_MAX_AGE,
    // Not the whole error: pg hangs the connection on it.
    onIdleError: ({ message }) =>
      logger.warn({ reason: message }, 'a database connection broke while idle'),
    onServer({ name, state, reason }) {
      if (state === 'healthy') logger.info({ server: name }, `${name} is healthy again`);
      else logger.warn({ server: name }, `${name} is ${state}: ${reason}`);
    },
  });
}

/** The same with the articles that come with Hearsay, if it has none. */
export async function startSeeded(config: Config): Promise<StartedDatabase> {
  const started = await startServing(config);
  if (!started.isWritable) return started;
  const { database } = started;
  try {
    // Not whether there is a release: a start that was cut off may have loaded the measures alone.
    // Not by Prisma: its first query takes 50 MiB of memory, which a service that reads never needs.
    const { rows } = await database.pool.query('SELECT FROM article LIMIT 1');
    if (rows.length === 0) {
      const { prisma } = database;
      // Who finds it seeded needs nothing of what checks and loads.
      const { seedBundle, seedBundles, seedMeasures } = await import('./bundle/seed.js');
      await seedMeasures(prisma);
      for (const file of await seedBundles()) await seedBundle(prisma, file);
    }
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}
