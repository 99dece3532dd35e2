import type { Socket } from 'node:net';
import { type App, buildApp } from './app.js';
import type { Config } from './config.js';
import type { StartedDatabase } from './database/start.js';
import { endWith, GRACE } from './ending.js';
import { unaskedOf } from './http/draining.js';
import { limitsOf } from './http/limits.js';
import { createLogger } from './logger.js';
import { startTracing, type Tracing } from './observability/tracing.js';
import { startSeeded } from './serving-database.js';

/** Connections that may wait to be taken, as far as the system allows; beyond, they would be lost. */
const BACKLOG = 4_096;

/** After so many its connections are closed, whatever they wait for: the database has to stop, too. */
const PATIENCE = 10_000;
/** After so many those on which nothing was asked. */
const MOMENT = 1_000;

export interface Serving {
  app: App;
  database: StartedDatabase;
}

interface ServeOptions {
  start?: (config: Config) => Promise<StartedDatabase>;
  /** Ends the process as a signal of the system does. */
  ending?: AbortSignal;
}

/**
 * config → database → app → listen; then waits for a signal, and takes it down in reverse.
 * Undefined if a signal came before it was ready. Throws with nothing left running.
 */
export async function serve(
  config: Config,
  { start = startSeeded, ending }: ServeOptions = {},
): Promise<Serving | undefined> {
  const logger = createLogger(config.LOG_LEVEL);
  let database: StartedDatabase | undefined;
  let app: App | undefined;
  let unasked: ReadonlySet<Socket> = new Set();
  let tracing: Tracing | undefined;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      const closing = [
        setTimeout(() => {
          for (const socket of unasked) socket.destroy();
        }, MOMENT),
        setTimeout(() => app?.server.closeAllConnections(), PATIENCE),
      ];
      await app?.close();
      for (const timer of closing) clearTimeout(timer);
      await database?.stop();
      await tracing?.stop();
    })();
    return stopping;
  };
  // A signal may come at any moment from here on, also while the database is starting.
  const starting = (async () => {
    database = await start(config);
    tracing = await startTracing(config, logger);
    app = await buildApp({
      database: database.database,
      requestTimeout: config.REQUEST_TIMEOUT_MS,
      trustProxy: config.TRUST_PROXY,
      limits: limitsOf(config),
      keptAnswers: config.CACHE_MB * 2 ** 20,
      logger,
      tracing,
    });
    unasked = unaskedOf(app.server);
    await app.listen({ host: config.HOST, port: config.PORT, backlog: BACKLOG });
    return { app, database };
  })();
  let closing = false;
  const close = endWith({ delay: GRACE, logger }, async () => {
    closing = true;
    await starting.catch(() => {});
    await stop();
  });
  ending?.addEventListener('abort', close);
  try {
    return await starting;
  } catch (error) {
    // Ctrl-C may end also what was being started; whoever pressed it needs no explanation.
    if (closing) return undefined;
    await stop();
    throw error;
  }
}
