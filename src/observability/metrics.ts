import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app.js';
import { ALWAYS_ANSWERED } from '../http/limits.js';
import { currentRelease } from '../releases/scope.js';

// Memory, garbage collection and the event loop belong to the process, however many apps are in it.
let ofProcess: Registry | undefined;

function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Measures every request, and serves what was measured to Prometheus. */
export function serveMetrics(app: App): void {
  const registry = new Registry();
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  databaseMetrics(app, registry);

  app.addHook('onResponse', (request, reply, done) => {
    // The template, never the URL: there are as many of those as people think of.
    const route = request.routeOptions.url ?? 'none';
    durations.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
  app.get('/metrics', { config: ALWAYS_ANSWERED }, async (_request, reply) => {
    reply.type(registry.contentType);
    return (await registry.metrics()) + (await processMetrics().metrics());
  });
}

function databaseMetrics({ database }: App, registry: Registry): void {
  const { pool } = database;
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await value());
      },
    });
  gauge('hearsay_pool_total', 'Connections to PostgreSQL.', () => pool.totalCount);
  gauge('hearsay_pool_idle', 'Those of them with nothing to do.', () => pool.idleCount);
  gauge('hearsay_pool_waiting', 'Queries that wait for one.', () => pool.waitingCount);
  gauge('hearsay_release', 'The newest release; not a number while the database is away.', () =>
    Promise.race([currentRelease(database), sleep(1_000, Number.NaN, { ref: false })]).catch(
      () => Number.NaN,
    ),
  );
}
