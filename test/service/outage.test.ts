import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seedBundle, seedBundles, seedMeasures } from '../../src/bundle/seed.js';
import { type DatabaseOptions, openDatabase } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import { lineTo, lockFigures, type OwnPostgres, ownPostgres } from './postgres.js';
import { until } from './process.js';
import { type Answer, examplesOf, type Served, serve } from './serve.js';

let postgres: OwnPostgres;
let paths: string[];
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  postgres = await ownPostgres();
  await postgres.start();
  await migrate(postgres.url);
  const { database, served } = await open();
  await seedMeasures(database.prisma);
  for (const file of await seedBundles()) await seedBundle(database.prisma, file);
  paths = Object.values(await examplesOf(served)).filter((path) => path.startsWith('/v1/'));
  await cleanUpNow();
});

afterEach(cleanUpNow);
afterAll(() => postgres?.remove());

describe('a database that is away', () => {
  it.each(['fast', 'immediate'] as const)(
    'and comes back (%s stop): 503 in between, and the service recovers by itself',
    async (mode) => {
      const { served, broken } = await open();
      expect(await statuses(served, paths)).toEqual(paths.map(() => 200));
      await postgres.stop(mode);
      try {
        for (const path of paths) {
          const began = Date.now();
          isUnavailable(await served.ask(path));
          expect(Date.now() - began, path).toBeLessThan(3_000);
        }
        isUnavailable(await served.ask('/health/ready'));
        expect((await served.ask('/health/live')).status).toBe(200);
        for (const path of ['/', '/openapi.json', '/docs']) {
          expect((await served.ask(path)).status, path).toBe(200);
        }
        // Wrong requests are told so as far as that needs no database.
        expect((await served.ask('/v1/figures?limit=x')).status).toBe(400);
        expect((await served.ask('/v1/nothing')).status).toBe(404);
      } finally {
        await postgres.start();
      }
      expect(await statuses(served, [...paths, '/health/ready'])).toEqual(
        [...paths, ''].map(() => 200),
      );
      expect(broken.length).toBeGreaterThan(0);
    },
  );

  it('in the middle of a statement: 503', async () => {
    const { database, served } = await open();
    const lock = await locked();
    const answer = served.ask('/v1/figures');
    await lock.isWaitedFor();
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
    );
    isUnavailable(await answer);
    await lock.release();
    expect((await served.ask('/v1/figures')).status).toBe(200);
  });

  it('while nobody asks: killed connections are replaced, and no request notices', async () => {
    const { database, served, broken } = await open();
    await Promise.all(paths.map((path) => served.ask(path)));
    const idle = database.pool.idleCount;
    expect(idle).toBeGreaterThan(1);
    await kill(idle);
    await until(() => broken.length === idle, 'every broken connection was noticed');
    expect(await statuses(served, paths)).toEqual(paths.map(() => 200));
  });

  it('without a word: what was sent is lost, and the connections are given up', async () => {
    const line = await lineTo(postgres.port);
    cleanUp.push(() => line.close());
    const url = postgres.url.replace(`:${postgres.port}/`, `:${line.port}/`);
    // As in the service, the answer and the statement may take equally long.
    const { database, served } = await open({ url, poolSize: 3, statementTimeout: 500 }, 500);
    const three = ['/v1/figures', '/v1/events', '/v1/entities'];
    await Promise.all(three.map((path) => served.ask(path)));
    await until(() => database.pool.idleCount === 3, 'all connections are there');
    line.cut();
    const lost = await Promise.all(['/health/ready', ...three].map((path) => served.ask(path)));
    lost.forEach(isUnavailable);
    await until(
      async () => (await served.ask('/v1/figures')).status === 200,
      'new connections took the place of the lost ones',
    );
    expect(await statuses(served, [...three, '/health/ready'])).toEqual([200, 200, 200, 200]);
  });
});

it('a database that lacks a migration: alive, and not ready', async () => {
  const { database, served } = await open();
  await database.pool.query('ALTER TABLE _prisma_migrations RENAME TO hidden');
  cleanUp.push(() => database.pool.query('ALTER TABLE hidden RENAME TO _prisma_migrations'));
  const answer = await served.ask('/health/ready');
  isUnavailable(answer);
  expect(JSON.parse(answer.text).detail).toMatch(/^The database lacks the migration \d{14}_\w+/);
  expect((await served.ask('/health/live')).status).toBe(200);
});

describe('a database that is too slow', () => {
  it('ends a statement after its time: 503, and the log says why', async () => {
    const { served } = await open({ statementTimeout: 300 });
    const lock = await locked();
    isUnavailable(await served.ask('/v1/figures'));
    expect(served.logged).toContainEqual(
      expect.objectContaining({ level: 50, err: expect.objectContaining({ code: '57014' }) }),
    );
    await lock.release();
    expect((await served.ask('/v1/figures')).status).toBe(200);
  });

  it('is not waited for longer than an answer may take: 503', async () => {
    const { served } = await open({}, 300);
    const lock = await locked();
    isUnavailable(await served.ask('/v1/figures'));
    await lock.release();
    await until(
      async () => (await served.ask('/v1/figures')).status === 200,
      'the connection is free again',
    );
  });

  it('with no connection free: 503 after seconds, and answers again when there is one', async () => {
    const { database, served } = await open({ poolSize: 1 });
    const only = await database.pool.connect();
    // Whatever happens: a pool is not closed before all of its connections are back.
    cleanUp.push(() => only.release());
    const began = Date.now();
    const answers = await Promise.all([...paths, '/health/ready'].map((path) => served.ask(path)));
    expect(Date.now() - began).toBeLessThan(5_000);
    answers.forEach(isUnavailable);
    await cleanUp.pop()?.();
    expect(await statuses(served, paths)).toEqual(paths.map(() => 200));
  });

  it('with more requests than connections: each waits its turn', async () => {
    const { served } = await open({ poolSize: 2 });
    // Of exports only so many run at once; the others are told to come again.
    const short = paths.filter((path) => !path.includes('/export/'));
    const many = Array.from({ length: 100 }, (_, nth) => short[nth % short.length] as string);
    const answers = await Promise.all(many.map((path) => served.ask(path)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

/** The service over this PostgreSQL. */
async function open(options: DatabaseOptions & { url?: string } = {}, requestTimeout = 10_000) {
  const broken: Error[] = [];
  const database = openDatabase(options.url ?? postgres.url, {
    onIdleError: (error) => broken.push(error),
    statementTimeout: requestTimeout,
    ...options,
  });
  const served = await serve(database, requestTimeout);
  cleanUp.push(
    () => database.close(),
    () => served.close(),
  );
  return { database, served, broken };
}

async function locked() {
  const lock = await lockFigures(postgres.url);
  cleanUp.push(() => lock.release());
  return lock;
}

async function cleanUpNow() {
  for (const step of cleanUp.splice(0).reverse()) await step();
}

async function statuses(served: Served, asked: string[]): Promise<number[]> {
  const answers = await Promise.all(asked.map((path) => served.ask(path)));
  return answers.map(({ status }) => status);
}

function isUnavailable({ status, headers, text }: Answer): void {
  expect(status, text.slice(0, 500)).toBe(503);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(text)).toMatchObject({ type: '/problems/unavailable', status: 503 });
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1|57P01|pg-pool/);
}

/** Kills the idle connections of the service; `expected` is how many there have to be. */
async function kill(expected: number): Promise<void> {
  const admin = openDatabase(postgres.url);
  const { rowCount } = await admin.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'hearsay' AND state = 'idle' AND pid <> pg_backend_pid()`,
  );
  await admin.close();
  expect(rowCount).toBe(expected);
}
