import { open } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { type Service, startService, stopService, until } from './process.js';
import { askAt, type LogLine } from './serve.js';
import { answersBeforeItEnds, cleanUp, loaded, testDatabase, threeUrlsOf, tidy } from './starts.js';

// The service as it is run: its own process, its settings, its signals, its words.

describe('on the PostgreSQL of DATABASE_URL', () => {
  afterEach(tidy);

  it('migrates, loads the seed, and greets with three URLs that work', async () => {
    const url = new URL((await emptyDatabase()).url);
    // A server that asks for no password takes any.
    url.password ||= 'hush-hush';
    const { href: DATABASE_URL, host, pathname, password } = url;
    const service = startService({ DATABASE_URL, LOG_LEVEL: 'trace' });
    await service.ready;
    const [where, ...more] = service.written.stderr.split('\n');
    expect(where).toMatch(
      new RegExp(`^PostgreSQL at ${host}${pathname}, migrated \\(\\d{14}_init.*\\)$`),
    );
    await threeUrlsOf(more);
    expect(await loaded(DATABASE_URL)).toMatchObject({ articles: expect.stringMatching(/^[1-9]/) });
    const { code, stdout, stderr } = await stopService(service);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(password);
  });

  it.skipIf(process.platform !== 'linux')(
    'answers and ends although its log cannot be written',
    async () => {
      const full = await open('/dev/full', 'w');
      cleanUp.push(() => full.close());
      const { url: DATABASE_URL } = await testDatabase('seeded');
      const service = startService({ DATABASE_URL }, full.fd);
      const url = await service.ready;
      for (const _ of [1, 2, 3]) expect((await fetch(`${url}/v1/figures`)).status).toBe(200);
      expect((await stopService(service)).code).toBe(0);
    },
  );

  it('keeps its own settings beside the options of the URL', async () => {
    const url = new URL((await testDatabase('seeded')).url);
    url.searchParams.set('options', '-c work_mem=8MB -c DateStyle=SQL,DMY');
    const service = startService({ DATABASE_URL: url.href });
    const answer = await fetch(`${await service.ready}/v1/figures?q=lee-song&limit=1&fields=id`);
    expect(await answer.json()).toMatchObject({ data: [{ id: expect.any(String) }] });
  });

  it('loads the seed also where an earlier start was cut off after the measures', async () => {
    const { url: DATABASE_URL } = await testDatabase('empty');
    expect(await loaded(DATABASE_URL)).toMatchObject({ releases: '1', articles: '0' });
    await startService({ DATABASE_URL }).ready;
    expect(await loaded(DATABASE_URL)).toMatchObject({ articles: expect.stringMatching(/^[1-9]/) });
  });

  it('may be started several times at once', async () => {
    const { url: DATABASE_URL } = await emptyDatabase();
    const services = [1, 2].map(() => startService({ DATABASE_URL }));
    await Promise.all(services.map(({ ready }) => ready));
    const once = await loaded(DATABASE_URL);
    expect(once.versions).toBe(once.articles);
    const ends = await Promise.all(services.map((service) => stopService(service)));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('SIGINT: what was asked before is answered in full, then the process ends', async () => {
    const { url: DATABASE_URL } = await testDatabase('seeded');
    await answersBeforeItEnds(startService({ DATABASE_URL }), DATABASE_URL, 'SIGINT');
  });
});

describe('where something is loaded', () => {
  let database: TestDatabase;
  let service: Service;
  let before: Record<string, string>;
  beforeAll(async () => {
    database = await createDatabase('seeded');
    before = await loaded(database.url);
    service = startService({ DATABASE_URL: database.url });
    await service.ready;
  });
  afterAll(async () => {
    await tidy();
    await database.close();
  });

  it('loads nothing, and says nothing of migrations', async () => {
    expect(await loaded(database.url)).toEqual(before);
    expect(service.written.stderr).not.toContain('migrated');
  });

  it('logs in JSON, one line a request, and nothing about who asked', async () => {
    const { port } = new URL(await service.ready);
    const headers = {
      'user-agent': 'secret-agent',
      authorization: 'Bearer secret-token',
      cookie: 'secret-cookie',
      'x-forwarded-for': '203.0.113.9',
      referer: 'http://secret.example',
    };
    const asked = [
      ['GET', '/v1/figures?limit=1', 200],
      ['HEAD', '/', 200],
      ['GET', '/v1/figures/nothing', 404],
      ['POST', '/v1/figures', 405],
      ['GET', '/v1/figures?limit=x', 400],
      ['GET', '/%zz', 400],
    ] as const;
    for (const [method, url] of asked) await askAt(Number(port), url, { method, headers });
    const requested = (): LogLine[] =>
      service.written.stdout
        .split('\n')
        // The last may not be whole yet.
        .slice(0, -1)
        .map((line) => JSON.parse(line))
        .filter(({ method }) => method);
    await until(() => requested().length >= asked.length, 'all of it is logged');
    const requests = requested();
    expect(requests.map(({ method, url, status }) => [method, url, status])).toEqual(asked);
    for (const line of requests) {
      const keys = ['level', 'time', 'reqId', 'method', 'url', 'status', 'ms', 'msg'];
      expect(Object.keys(line)).toEqual(keys);
      expect(line.ms).toBeTypeOf('number');
    }
    expect(new Set(requests.map(({ reqId }) => reqId)).size).toBe(asked.length);
    expect(JSON.stringify(requests)).not.toMatch(/secret|203\.0\.113|127\.0\.0\.1|::1/);
  });

  it('says that a connection broke, and nothing of what was on it', async () => {
    await fetch(`${await service.ready}/v1/figures`);
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'hearsay' AND state = 'idle'`);
    await client.end();
    const line = () => service.written.stdout.split('\n').find((text) => text.includes('broke'));
    await until(async () => line() !== undefined, 'the log says so');
    expect(JSON.parse(line() ?? '')).toEqual({
      level: 40,
      time: expect.any(Number),
      reason: 'terminating connection due to administrator command',
      msg: 'a database connection broke while idle',
    });
  });

  it('SIGTERM: what was asked before is answered in full, then the process ends', () =>
    answersBeforeItEnds(service, database.url, 'SIGTERM'));
});

/** A database without a table in it. */
async function emptyDatabase(): Promise<TestDatabase> {
  const database = await testDatabase('empty');
  await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return database;
}
