import { getHeapStatistics } from 'node:v8';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { Pool } from 'pg';
import type { App } from '../app.js';
import type { Config } from '../config.js';
import { Problem } from './problem.js';

export interface Limits {
  /** Requests that one client may make in a window of so many seconds. */
  quota?: { requests: number; window: number };
  /** Milliseconds that the event loop may lag. */
  eventLoopDelay?: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Called by @fastify/under-pressure instead of refusing the request. */
    pressureHandler?: () => void;
  }
}

/** The `config` of routes that answer whatever the load: probes and scrapers decide by them. */
export const ALWAYS_ANSWERED = { rateLimit: false, pressureHandler() {} } as const;

/** The limits of the settings. */
export function limitsOf(config: Config): Limits {
  const { HOST, RATE_LIMIT, RATE_LIMIT_WINDOW_S: window, MAX_EVENT_LOOP_DELAY_MS } = config;
  const isLoopback = /^(localhost|127\.[\d.]+|::1)$/.test(HOST);
  const requests = RATE_LIMIT ?? (isLoopback ? 0 : 600);
  return {
    ...(requests > 0 && { quota: { requests, window } }),
    ...(MAX_EVENT_LOOP_DELAY_MS > 0 && { eventLoopDelay: MAX_EVENT_LOOP_DELAY_MS }),
  };
}

/** Turns away what one client asks too often, and what the service cannot keep up with. */
export async function limitRequests(app: App, { quota, eventLoopDelay }: Limits): Promise<void> {
  if (quota) await limitClients(app, quota);
  if (eventLoopDelay) await shedLoad(app, eventLoopDelay);
}

/**
 * Counts by address (of IPv6, by /64). The plugin would send `x-ratelimit-*`, or the fields of a
 * draft long replaced, and would not count what no route handles. So it only counts, and the hook
 * speaks draft-ietf-httpapi-ratelimit-headers-11.
 */
async function limitClients(app: App, { requests, window }: Required<Limits>['quota']) {
  await app.register(rateLimit, { global: false, max: requests, timeWindow: window * 1000 });
  const count = app.createRateLimit();
  const policy = `"default";q=${requests};w=${window}`;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.rateLimit === false) return;
    const client = await count(request);
    if (client.isAllowed) return;
    const { remaining, ttlInSeconds: seconds, isExceeded } = client;
    reply.header('ratelimit-policy', policy);
    reply.header('ratelimit', `"default";r=${remaining};t=${seconds}`);
    if (!isExceeded) return;
    const detail = `More than ${requests} requests in ${window} seconds. Please ask again in ${seconds} seconds.`;
    throw new Problem('too-many-requests', detail, [], { 'retry-after': String(seconds) });
  });
}

/** Milliseconds. Much shorter, and one pause alone would be the mean of the whole sample. */
const SAMPLE = 1_000;

/** Requests that may wait for each connection of the pool. */
const QUEUE = 20;

// Made once: to capture a stack for each would cost more than to answer. Those who are turned away
// together are told different times, so that they do not come back together.
const OVERLOADED = ['2', '3', '4', '5', '6'].map(
  (seconds) =>
    new Problem(
      'unavailable',
      'There is more to do than can be done in time. Please ask again in a few seconds.',
      [],
      { 'retry-after': seconds },
    ),
);
const overloaded = () => OVERLOADED[Math.floor(Math.random() * OVERLOADED.length)];

async function shedLoad(app: App, maxEventLoopDelay: number) {
  // What the start itself took is part of the first sample, which counts until the second.
  let settled = Number.POSITIVE_INFINITY;
  app.addHook('onReady', async () => {
    settled = performance.now() + 2 * SAMPLE;
  });
  const memory = process.constrainedMemory();
  await app.register(underPressure, {
    maxEventLoopDelay,
    sampleInterval: SAMPLE,
    // Utilisation is not looked at: it is full also when there is just enough to do.
    maxHeapUsedBytes: getHeapStatistics().heap_size_limit * 0.9,
    // What a container allows; beyond all numbers where nothing limits it.
    maxRssBytes: memory * 0.9,
    pressureHandler() {
      if (performance.now() > settled) throw overloaded();
    },
  });
  // The plugin does not see the queues for the database, which grow first. A read takes the shortest.
  const { servers } = app.database;
  const isFull = ({ waitingCount, options }: Pool) => waitingCount >= QUEUE * options.max;
  app.addHook('onRequest', (request, _reply, done) => {
    const readers = servers.readers();
    const isRefused =
      readers.length > 0 &&
      readers.every(({ pool }) => isFull(pool)) &&
      !request.routeOptions.config.pressureHandler;
    done(isRefused ? overloaded() : undefined);
  });
}
