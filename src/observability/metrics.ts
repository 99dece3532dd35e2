import cluster from 'node:cluster';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '../app.js';
import type { Server } from '../database/server.js';
import type { ServerState } from '../database/servers.js';
import { ALWAYS_ANSWERED } from '../http/limits.js';
import { Problem, sendProblem } from '../http/problem.js';
import { answerAsWorker, metricsOfAll } from './workers.js';

/** Milliseconds for which all gauges of one scrape go by the same answers of the servers. */
const FRESH = 250;

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

  app.answerListeners.push(({ method, route, status, ms }) => {
    durations.observe({ method, route, status }, ms / 1000);
  });
  const registries = [registry, processMetrics()];
  if (cluster.isWorker) answerAsWorker(registries);
  // It stands before what turns errors into problems.
  const options = { config: ALWAYS_ANSWERED, errorHandler: sendProblem };
  app.get('/metrics', options, async (_request, reply) => {
    const texts = cluster.isWorker
      ? [await metricsOfAll()]
      : await Promise.all(registries.map((registry) => registry.metrics()));
    if (texts[0] === '') throw new Problem('unavailable', 'A worker did not answer in time.');
    return reply.type(registry.contentType).send(texts.join(''));
  });
}

function databaseMetrics({ database }: App, registry: Registry): void {
  const { servers } = database;
  /** A gauge of each server. How workers' values become one: pools add up, states do not. */
  const perServer = (
    name: string,
    help: string,
    aggregator: 'sum' | 'min' | 'max',
    value: (server: Server, state: ServerState) => number | null,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['server'],
      aggregator,
      registers: [registry],
      async collect() {
        await servers.look(performance.now() - FRESH);
        for (const [nth, state] of servers.states().entries()) {
          const measured = value(servers.all[nth] as Server, state);
          // Not a number would become 0 on its way from a worker.
          if (measured === null) this.remove({ server: state.name });
          else this.set({ server: state.name }, measured);
        }
      },
    });
  const total = 'Connections for reads and, to the primary, for writes.';
  perServer('hearsay_pool_total', total, 'sum', ({ pool }) => pool.totalCount);
  perServer('hearsay_pool_idle', 'Those with nothing to do.', 'sum', ({ pool }) => pool.idleCount);
  perServer(
    'hearsay_pool_waiting',
    'Queries that wait for one.',
    'sum',
    ({ pool }) => pool.waitingCount,
  );
  const healthy = 'Whether it can answer for the release that is served.';
  perServer('hearsay_server_healthy', healthy, 'min', (_, { state }) =>
    Number(state === 'healthy'),
  );
  const release = 'Its newest release; absent while it is unreachable.';
  perServer('hearsay_server_release', release, 'min', (_, state) => state.release);
  const behind = 'Seconds since the first release that it lacks; absent while it is unreachable.';
  perServer(
    'hearsay_server_seconds_behind',
    behind,
    'max',
    (_, { secondsBehind }) => secondsBehind,
  );
  new Gauge({
    name: 'hearsay_release',
    help: 'The release that is served; absent while no server can be read from.',
    aggregator: 'min',
    registers: [registry],
    async collect() {
      await servers.look(performance.now() - FRESH);
      if (servers.usable().length === 0) this.remove();
      else this.set(servers.served?.number ?? 0);
    },
  });
}
