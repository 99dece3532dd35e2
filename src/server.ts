import closeWithGrace from 'close-with-grace';
import { type App, buildApp } from './app.js';
import { seedBundle, seedBundles, seedMeasures } from './bundle/seed.js';
import { type Config, readConfig } from './config.js';
import type { Database } from './database/database.js';
import { type StartedDatabase, startDatabase } from './database/start.js';
import { limitsOf } from './http/limits.js';
import { createLogger } from './logger.js';
import { startTracing, type Tracing } from './observability/tracing.js';

/** Milliseconds after a load until every process shows it. */
const RELEASE_MAX_AGE = 250;

/** config → database → app → listen; then wait for a signal, and take it down in reverse. */
async function start(config: Config): Promise<void> {
  const logger = createLogger(config.LOG_LEVEL);
  let running: StartedDatabase | undefined;
  let app: App | undefined;
  let tracing: Tracing | undefined;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      await app?.close();
      await running?.stop();
      await tracing?.stop();
    })();
    return stopping;
  };
  // A signal may come at any moment from here on, also while the database is starting.
  const starting = (async () => {
    running = await startDatabase(config, {
      statementTimeout: config.REQUEST_TIMEOUT_MS,
      releaseMaxAge: RELEASE_MAX_AGE,
      onIdleError: (err) => logger.warn({ err }, 'a database connection broke while idle'),
      onServer: ({ name, state, reason }) => {
        if (state === 'healthy') logger.info({ server: name }, `${name} is healthy again`);
        else logger.warn({ server: name }, `${name} is ${state}: ${reason}`);
      },
    });
    await seedIfEmpty(running.database);
    tracing = await startTracing(config, logger);
    app = await buildApp({
      database: running.database,
      requestTimeout: config.REQUEST_TIMEOUT_MS,
      trustProxy: config.TRUST_PROXY,
      limits: limitsOf(config),
      keptAnswers: config.CACHE_MB * 2 ** 20,
      logger,
      tracing,
    });
    await app.listen({ host: config.HOST, port: config.PORT });
  })();
  let closing = false;
  closeWithGrace({ delay: 15_000, logger }, async ({ err }) => {
    closing = true;
    if (err) logger.fatal({ err }, 'ends after an error nobody handled');
    await starting.catch(() => {});
    await stop();
  });
  try {
    await starting;
  } catch (error) {
    // Ctrl-C may end also what was being started; whoever pressed it needs no explanation.
    if (closing) return;
    await stop();
    throw error;
  }
  if (running && app) greet(running, app);
}

async function seedIfEmpty({ prisma }: Database): Promise<void> {
  // Not whether there is a release: a start that was cut off may have loaded the measures alone.
  if ((await prisma.article.findFirst()) !== null) return;
  await seedMeasures(prisma);
  for (const file of await seedBundles()) await seedBundle(prisma, file);
}

function greet({ description, migrated }: StartedDatabase, app: App): void {
  const url = app.listeningOrigin;
  const lines = [
    description + (migrated.length > 0 ? `, migrated (${migrated.join(', ')})` : ''),
    `Hearsay at ${url}, for reading in a browser at ${url}/docs. Try:`,
    `  curl -s '${url}/?pretty'`,
    `  curl -s '${url}/v1/figures?measure=killed&pretty'`,
    `  curl -s '${url}/v1/statements?origin=nis&relay=lee-seong-kweun&pretty'`,
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

try {
  await start(readConfig());
} catch (error) {
  process.stderr.write(`Hearsay cannot start. ${explain(error as NodeJS.ErrnoException)}\n`);
  process.exit(1);
}

function explain(error: NodeJS.ErrnoException & { address?: string; port?: number }): string {
  const where = error.port ? `${error.address}:${error.port}` : error.address;
  if (error.code === 'EADDRINUSE') return `${where} is in use; set PORT to another.`;
  if (error.code === 'EACCES' && error.port) return `This user may not listen on ${where}.`;
  if (error.code === 'EADDRNOTAVAIL') return `${where} is not an address of this machine.`;
  return error.message;
}
