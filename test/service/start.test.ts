import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { freePort, lockFigures } from './postgres.js';
import {
  embeddedUrl,
  isGone,
  type Service,
  type Settings,
  serverOf,
  startService,
  stopAll,
  stopService,
  until,
} from './process.js';
import { askAt, isClosed, type LogLine } from './serve.js';

// The service as it is run: its own process, its settings, its signals, its words.

const cleanUp: (() => unknown)[] = [];

async function tidy() {
  await stopAll();
  for (const step of cleanUp.splice(0).reverse()) await step();
}

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
        .filter((line) => line.endsWith('}'))
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

describe('on an embedded PostgreSQL', { timeout: 60_000 }, () => {
  let home: string;
  let DATA_DIR: string;

  afterEach(tidy);

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'hearsay-start-'));
    // As root, PostgreSQL runs as another user, who has to get in.
    await chmod(home, 0o755);
    DATA_DIR = path.join(home, 'data');
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  it('makes it, loads the seed, and takes it along when it ends', async () => {
    const service = startService({ DATA_DIR });
    await service.ready;
    const [where, ...more] = service.written.stderr.split('\n');
    expect(where).toMatch(/^PostgreSQL 18\.\d+, embedded, in .*data, migrated \(\d{14}_init/);
    expect(where).toContain(DATA_DIR);
    await threeUrlsOf(more);
    await nothingIsLeftOf(DATA_DIR, async () => expect((await stopService(service)).code).toBe(0));
  });

  it('finds everything again at the next start, and loads nothing', async () => {
    const service = startService({ DATA_DIR });
    await service.ready;
    const url = await embeddedUrl(DATA_DIR);
    expect(service.written.stderr).not.toContain('migrated');
    const { articles, versions, releases } = await loaded(url);
    expect(Number(articles)).toBeGreaterThan(0);
    expect([versions, Number(releases)]).toEqual([articles, Number(articles) + 1]);

    await nothingIsLeftOf(DATA_DIR, () => answersBeforeItEnds(service, url, 'SIGTERM'));
  });

  it('lets as many connect as its pools have', async () => {
    const service = startService({ DATA_DIR, POOL_SIZE: '150' });
    await service.ready;
    const client = new pg.Client(await embeddedUrl(DATA_DIR));
    await client.connect();
    const { rows } = await client.query('SHOW max_connections');
    await client.end();
    expect(rows).toEqual([{ max_connections: '172' }]);
  });

  it('takes it along at Ctrl-C, which npm passes on, so that it comes twice', async () => {
    const service = startService({ DATA_DIR });
    await service.ready;
    await nothingIsLeftOf(DATA_DIR, async () => {
      const pid = service.process.pid as number;
      process.kill(-pid, 'SIGINT');
      await sleep(20);
      expect((await stopService(service, 'SIGINT')).code).toBe(0);
    });
  });

  it('takes it along although somebody has connected and asks nothing', async () => {
    const service = startService({ DATA_DIR });
    const { hostname, port } = new URL(await service.ready);
    const silent = connect(Number(port), hostname).on('error', () => {});
    cleanUp.push(() => silent.destroy());
    await once(silent, 'connect');
    await nothingIsLeftOf(DATA_DIR, async () => expect((await stopService(service)).code).toBe(0));
  });

  it('takes it along when its port is in use', async () => {
    const { port } = await occupied();
    const { code, stderr } = await refuses({ DATA_DIR, PORT: String(port) });
    expect(stderr).toBe(
      `Hearsay cannot start. 127.0.0.1:${port} is in use; set PORT to another.\n`,
    );
    expect(code).toBe(1);
    expect(await serverOf(DATA_DIR)).toBeUndefined();
  });

  it.each([
    { moment: 'making', signal: 'SIGINT', group: true }, // as a terminal does it
    { moment: 'making', signal: 'SIGTERM', group: false }, // as a service manager does it
    { moment: 'starting', signal: 'SIGINT', group: true },
  ] as const)('takes it along at $signal while it is $moment it', async (test) => {
    const { moment, signal, group } = test;
    const folder = moment === 'starting' ? DATA_DIR : path.join(home, `new-${signal}`);
    const making = async () => (await names(folder)).some((name) => name.includes('.draft-'));
    const service = startService({ DATA_DIR: folder });
    await until(moment === 'making' ? making : () => serverOf(folder), `it is ${moment} it`);
    const server = await serverOf(folder);
    const pid = service.process.pid as number;
    process.kill(group ? -pid : pid, signal);
    expect(await service.ended).toMatchObject({ code: 0 });
    if (server) expect(await isGone(server)).toBe(true);
    expect(await serverOf(folder)).toBeUndefined();
    expect(await making()).toBe(false);
  });

  it('refuses the data of another major version', async () => {
    const old = path.join(home, 'old');
    await mkdir(path.join(old, 'postgres'), { recursive: true });
    await writeFile(path.join(old, 'postgres', 'PG_VERSION'), '16\n');
    await writeFile(path.join(old, 'password'), 'old\n');
    const { stderr } = await refuses({ DATA_DIR: old });
    expect(stderr).toMatch(/postgres was made by PostgreSQL 16; this Hearsay brings 18: .*\n$/);
  });
});

// Side by side: each waits most of its time, for itself to start or for a server to answer.
describe.concurrent('a start that cannot be ends in seconds, with one line that says why', () => {
  afterAll(tidy);

  it('settings that are wrong, each with a line of its own', async () => {
    const wrong: [Settings, string[]][] = [
      [{ DATABASE_URL: 'postgresql://u:hush@h/d?schema=x' }, ['DATABASE_URL: has a schema; ']],
      [
        { DATABASE_URL: 'mysql://u:hush@h/d', PORT: '65536' },
        ['DATABASE_URL: expected postgresql://', 'PORT: '],
      ],
      [
        { DATABASE_URL: 'nonsense', PORT: 'abc', LOG_LEVEL: 'loud', REQUEST_TIMEOUT_MS: '1s' },
        ['DATABASE_URL: expected postgresql://', 'PORT: ', 'LOG_LEVEL: ', 'REQUEST_TIMEOUT_MS: '],
      ],
    ];
    const refused = wrong.map(([settings]) => startService(settings).ended);
    for (const [nth, { stderr, stdout, code }] of (await Promise.all(refused)).entries()) {
      const [, reasons = []] = wrong[nth] ?? [];
      const lines = stderr
        .replace(/^Hearsay cannot start\. /, '')
        .trimEnd()
        .split('\n');
      const expected = reasons.map((reason) => expect.stringContaining(reason));
      expect({ lines, stdout, code }).toEqual({ lines: expected, stdout: '', code: 1 });
      expect(stderr).toMatch(/^Hearsay cannot start\. /);
      expect(stderr).not.toContain('hush');
    }
  });

  it('a server that is not there', async () => {
    const port = await freePort();
    const { stderr } = await refuses({ DATABASE_URL: `postgresql://u:hush@127.0.0.1:${port}/d` });
    expect(stderr).toBe(
      `Hearsay cannot start. PostgreSQL at 127.0.0.1:${port}/d cannot be reached: ` +
        `connect ECONNREFUSED 127.0.0.1:${port}\n`,
    );
  });

  it('a server that does not answer', async () => {
    const { port } = await occupied();
    const { stderr } = await refuses({ DATABASE_URL: `postgresql://u:hush@127.0.0.1:${port}/d` });
    expect(stderr).toMatch(/PostgreSQL at 127\.0\.0\.1:\d+\/d cannot be reached: .*timeout/);
  });

  const asksForPassword = new URL(inject('server')).password !== '';
  it.runIf(asksForPassword)('a password that is wrong', async () => {
    const url = new URL(inject('server'));
    url.password = 'hush';
    const { stderr } = await refuses({ DATABASE_URL: url.href });
    expect(stderr).toMatch(/password authentication failed for user "\w+"/);
    expect(stderr).toContain(url.host);
  });

  it('a database that does not exist', async () => {
    const url = new URL(inject('server'));
    url.pathname = '/no_such_database';
    const { stderr } = await refuses({ DATABASE_URL: url.href });
    expect(stderr).toContain('database "no_such_database" does not exist');
    expect(stderr).toContain(url.host);
  });

  it('an address that this machine does not have', async () => {
    const { url: DATABASE_URL } = await testDatabase('seeded');
    const { stderr } = await refuses({ DATABASE_URL, HOST: '203.0.113.1' });
    expect(stderr).toMatch(/203\.0\.113\.1 is not an address of this machine\.\n$/);
  });
});

/** A start that has to fail, with one line and no trace. */
async function refuses(settings: Settings) {
  const began = Date.now();
  const ended = await startService(settings).ended;
  expect(ended.stderr).toMatch(/^Hearsay cannot start\. [^\n]+\n$/);
  expect(ended.stderr).not.toContain('hush');
  expect(ended.stdout).toBe('');
  expect(ended.code).toBe(1);
  expect(Date.now() - began).toBeLessThan(15_000);
  return ended;
}

async function threeUrlsOf(greeting: string[]): Promise<void> {
  const urls = greeting.flatMap((line) => /^ +curl -s '(.*)'$/.exec(line)?.[1] ?? []);
  expect(urls).toHaveLength(3);
  for (const url of urls) {
    const answer = await fetch(url);
    expect(answer.status, url).toBe(200);
    const { data } = (await answer.json()) as { data?: unknown[] };
    expect(data, url).not.toEqual([]);
  }
}

/** Has a request wait for a lock, ends the process, and only then lets the request go on. */
async function answersBeforeItEnds(
  service: Service,
  databaseUrl: string,
  signal: NodeJS.Signals,
): Promise<void> {
  const port = Number(new URL(await service.ready).port);
  const { text: expected } = await askAt(port, '/v1/figures');
  const lock = await lockFigures(databaseUrl);
  cleanUp.push(() => lock.release());
  const answer = askAt(port, '/v1/figures');
  await lock.isWaitedFor();
  service.process.kill(signal);
  await until(() => isClosed(port), 'nobody new is let in');
  expect(service.process.exitCode).toBeNull();
  await lock.release();
  expect(await answer).toMatchObject({ status: 200, text: expected });
  expect(await service.ended).toMatchObject({ code: 0, signal: null });
}

/** Runs what ends a service, and looks that the PostgreSQL of its folder has ended with it. */
async function nothingIsLeftOf(home: string, end: () => Promise<unknown>): Promise<void> {
  const pid = (await serverOf(home)) as number;
  expect(pid).toBeGreaterThan(0);
  await end();
  expect(await isGone(pid)).toBe(true);
  expect(await serverOf(home)).toBeUndefined();
}

async function loaded(connectionString: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM release) AS releases, (SELECT count(*) FROM article) AS articles,
      (SELECT count(*) FROM article_version) AS versions`,
  );
  await client.end();
  return rows[0];
}

async function testDatabase(from: 'empty' | 'seeded'): Promise<TestDatabase> {
  const database = await createDatabase(from);
  cleanUp.push(() => database.close());
  return database;
}

/** A database without a table in it. */
async function emptyDatabase(): Promise<TestDatabase> {
  const database = await testDatabase('empty');
  await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  return database;
}

/** A port where somebody else listens, and never says a word. */
async function occupied(): Promise<{ port: number }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => server.close());
  return { port: (server.address() as AddressInfo).port };
}

const names = (folder: string) => readdir(folder).catch((): string[] => []);
