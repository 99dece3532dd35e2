import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeArticle } from '../../src/bundle/remove.js';
import { seedBundle, seedMeasures } from '../../src/bundle/seed.js';
import { readConfig } from '../../src/config.js';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import type { ServerState } from '../../src/database/servers.js';
import { startDatabase } from '../../src/database/start.js';
import { projectPath } from '../../src/project.js';
import { lineTo, type OwnPostgres, ownPostgres, standbyOf } from './postgres.js';
import { until } from './process.js';
import { type Answer, type Served, serve } from './serve.js';

// One primary and two hot standbys of it, all real, and the service over the three.

const LIMIT = 1_000;
let primary: OwnPostgres;
let replicas: [OwnPostgres, OwnPostgres];
let writer: Database;
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  primary = await ownPostgres();
  await primary.start();
  await migrate(primary.url);
  const first = openDatabase(primary.url);
  await seedMeasures(first.prisma);
  for (const letter of ['a', 'b', 'c']) await seedBundle(first.prisma, report(letter));
  await first.close();
  await primary.stop();
  replicas = [await standbyOf(primary, 'one'), await standbyOf(primary, 'two')];
  await Promise.all([primary, ...replicas].map((server) => server.start()));
  writer = openDatabase(primary.url);
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(async () => {
  // A test that failed may have closed it.
  await writer?.close().catch(() => {});
  await Promise.all([primary, ...(replicas ?? [])].map((server) => server?.remove()));
});

it('reads go to the replicas, and none to the primary', async () => {
  const { ask, servers } = await open();
  // Whoever answers within a second takes reads until the others have spoken, too.
  const areHere = async () => (await servers()).every(({ state }) => state === 'healthy');
  await until(areHere, 'all servers are known');
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/v1/figures')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await servers()).toEqual([
    { ...healthy('database', 'primary'), takesReads: false },
    healthy('replica-1', 'replica'),
    healthy('replica-2', 'replica'),
  ]);
  const metrics = (await ask('/metrics')).text;
  const gauge = (name: string, server: string) =>
    Number(new RegExp(`^hearsay_${name}\\{server="${server}"\\} (.*)$`, 'm').exec(metrics)?.[1]);
  // The one connection to the primary was for its migrations, which the question above is about.
  expect(gauge('pool_total', 'database')).toBe(1);
  for (const replica of ['replica-1', 'replica-2']) {
    expect(gauge('pool_total', replica)).toBeGreaterThan(1);
    expect(gauge('server_healthy', replica)).toBe(1);
    expect(gauge('server_seconds_behind', replica)).toBe(0);
    expect(gauge('server_release', replica)).toBe(gauge('server_release', 'database'));
  }
});

it('a load shows within a second, and no answer lacks anything of its release', async () => {
  const { ask } = await open();
  // A cursor names the release that the page was read in.
  const page = async (asked: Pick<Served, 'ask'>, query = '') => {
    const { status, text } = await asked.ask(`/v1/articles?limit=1&total=true${query}`);
    expect(status, text).toBe(200);
    const { next, total } = JSON.parse(text).page;
    const [release] = JSON.parse(Buffer.from(next, 'base64url').toString());
    return { release: release as number, total: total as number };
  };
  const seen = new Map<number, Set<number>>();
  let loading = true;
  const readers = Array.from({ length: 8 }, async () => {
    for (let last = 0; loading; ) {
      const { release, total } = await page({ ask });
      expect(release).toBeGreaterThanOrEqual(last);
      last = release;
      seen.set(release, (seen.get(release) ?? new Set()).add(total));
    }
  });
  let newest = 0;
  for (let nth = 0; nth < 16; nth += 1) {
    newest = await change();
    await sleep(100);
    // One stands still for longer than it may lag, and comes back in the middle.
    if (nth === 0) await pause(replicas[1]);
    if (nth === 12) await resume(replicas[1]);
  }
  const loadedAt = Date.now();
  await until(async () => (await page({ ask })).release === newest, 'the load is seen');
  expect(Date.now() - loadedAt).toBeLessThan(1_000);
  loading = false;
  await Promise.all(readers);
  const alone = await open({ replicas: [] });
  expect(seen.size).toBeGreaterThan(2);
  for (const [release, totals] of seen) {
    const { total } = await page(alone, `&asOfRelease=${release}`);
    expect([...totals], `release ${release}`).toEqual([total]);
  }
});

describe('a replica that lags', () => {
  it('is left out after the seconds it may, and returns when it has caught up', async () => {
    const { ask, servers, told } = await open();
    await ask('/v1/articles');
    await pause(replicas[1]);
    const release = await change();
    await until(async () => labelOf(await ask('/v1/articles')) === release, 'the load is seen');
    const [, one, two] = await servers();
    expect(one).toMatchObject({ state: 'healthy', takesReads: true, release });
    expect(two).toMatchObject({ state: 'behind', takesReads: false, release: release - 1 });
    expect(two?.secondsBehind).toBeGreaterThan(LIMIT / 1000);
    expect(told).toEqual([
      {
        server: 'replica-2',
        state: 'behind',
        reason: `it has release ${release - 1}, and ${release} is served`,
      },
    ]);
    await resume(replicas[1]);
    await until(async () => (await servers())[2]?.state === 'healthy', 'it has caught up');
    expect(told.at(-1)).toEqual({ server: 'replica-2', state: 'healthy' });
  });

  it('is left out in time though the clock of whoever loaded is ahead', async () => {
    const { ask, servers } = await open();
    await ask('/v1/articles');
    await pause(replicas[1]);
    const release = await change();
    const loadedAt = (time: string) =>
      query(primary, `UPDATE release SET loaded_at = ${time} WHERE number = ${release}`);
    await loadedAt("now() + interval '1 hour'");
    cleanUp.push(() => loadedAt('now()'));
    await until(async () => labelOf(await ask('/v1/articles')) === release, 'the load is seen');
    expect((await servers())[2]).toMatchObject({ state: 'behind' });
    expect((await servers())[2]?.secondsBehind).toBeGreaterThan(LIMIT / 1000);
  });

  it('is left out after the releases it may, however little time that took', async () => {
    const { ask } = await open({ maxSecondsBehind: 600, maxReleasesBehind: 2 });
    const before = labelOf(await ask('/v1/articles'));
    await pause(replicas[1]);
    for (const expected of [before, before, before + 3]) {
      await change();
      await sleep(300);
      expect(labelOf(await ask('/v1/articles'))).toBe(expected);
    }
  });

  it('is passed over by who has seen the release elsewhere', async () => {
    const { ask } = await open({ maxSecondsBehind: 600 });
    const before = labelOf(await ask('/v1/articles'));
    await pause(replicas[0]);
    const release = await change();
    await sleep(300);
    expect(labelOf(await ask('/v1/articles'))).toBe(before);
    const asked = await ask(`/v1/articles?asOfRelease=${release}`);
    expect([asked.status, labelOf(asked)]).toEqual([200, release]);
    expect((await ask(`/v1/releases/${release}`)).status).toBe(200);
    // From here on it is served, and by those that have it.
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/v1/articles')));
    expect(new Set(answers.map(labelOf))).toEqual(new Set([release]));
    expect(new Set(answers.map(({ text }) => dataOf(text)))).toEqual(new Set([dataOf(asked.text)]));
    expect((await ask(`/v1/articles?asOfRelease=${release + 1}`)).status).toBe(400);
  });
});

it('a standby of another database, with as many releases, is not read from', async () => {
  const other = await ownPostgres();
  cleanUp.push(() => other.remove());
  await other.start();
  await migrate(other.url);
  const loader = openDatabase(other.url);
  await seedMeasures(loader.prisma);
  await seedBundle(loader.prisma, report('a'));
  await loader.pool.query(
    `INSERT INTO release (number, digest) SELECT nth, 'made' FROM generate_series(3, 99) nth`,
  );
  await loader.close();
  const { ask, servers, told } = await open({ replicas: [replicas[0].url, other.url] });
  const alone = await open({ replicas: [] });
  const { data } = JSON.parse((await alone.ask('/v1/articles')).text);
  for (let nth = 0; nth < 10; nth += 1) {
    expect(JSON.parse((await ask('/v1/articles')).text).data).toEqual(data);
  }
  expect((await servers())[2]).toMatchObject({ state: 'foreign', takesReads: false });
  expect(told).toContainEqual({
    server: 'replica-2',
    state: 'foreign',
    reason: 'it has the data of another database',
  });
});

describe('a server that goes', () => {
  it('a replica that is killed under load fails no request, and takes reads when it is back', async () => {
    const { ask, servers } = await open();
    const load = keepAsking(ask, 20);
    await sleep(500);
    await replicas[1].kill();
    await sleep(1_000);
    const { statuses, count } = await load.end();
    expect(statuses).toEqual(new Set([200]));
    expect(count).toBeGreaterThan(20);
    expect((await servers())[2]).toMatchObject({
      state: 'unreachable',
      takesReads: false,
      release: null,
      secondsBehind: null,
    });
    await replicas[1].start();
    await until(async () => (await servers())[2]?.takesReads, 'it takes reads again');
  });

  it('a replica that falls silent loses what it was asked until that is noticed, and returns', async () => {
    const [one, two] = replicas;
    const line = await lineTo(two.port);
    cleanUp.push(() => line.close());
    const silent = two.url.replace(`:${two.port}/`, `:${line.port}/`);
    const { ask, servers, told } = await open({
      replicas: [one.url, silent],
      statementTimeout: 500,
    });
    const before = keepAsking(ask, 10);
    await sleep(500);
    line.cut();
    await until(() => told.some(isAbout('replica-2', 'unreachable')), 'it is noticed');
    const after = keepAsking(ask, 10);
    await sleep(1_500);
    expect((await after.end()).statuses).toEqual(new Set([200]));
    // Each of those who asked has lost no more than what was on its way.
    const { statuses } = await before.end();
    expect(statuses.has(200)).toBe(true);
    expect([...statuses].filter((status) => ![200, 503].includes(status))).toEqual([]);
    await until(async () => (await servers())[2]?.takesReads, 'it takes reads again');
  });

  it('a replica that cancels reads for what it has to replay fails no request', async () => {
    for (const replica of replicas) await cancelAtOnce(replica);
    const { ask } = await open();
    const load = keepAsking(ask, 20);
    const conflicts = () =>
      Promise.all(
        // What asks may be cancelled itself.
        replicas.map((replica) => query(replica, CONFLICTS).catch(() => [])),
      ).then((counts) => counts.flat().reduce((sum, { count }) => sum + Number(count), 0));
    await until(async () => {
      await query(primary, 'BEGIN; LOCK TABLE figure, article_version, entity_state; COMMIT');
      return (await conflicts()) > 0;
    }, 'reads were cancelled');
    expect((await load.end()).statuses).toEqual(new Set([200]));
  });

  it('the primary: reads go on, and the probe says so', async () => {
    const { ask, servers } = await open();
    const load = keepAsking(ask, 5);
    await sleep(300);
    await primary.stop('immediate');
    cleanUp.push(() => primary.start());
    await sleep(500);
    expect((await load.end()).statuses).toEqual(new Set([200]));
    expect(await servers()).toMatchObject([
      { state: 'unreachable', takesReads: false },
      { state: 'healthy', takesReads: true },
      { state: 'healthy', takesReads: true },
    ]);
    expect((await ask('/v1/export/articles.ndjson')).status).toBe(200);
  });

  it('the primary, before the service starts: it starts for reading, and says so', async () => {
    await primary.stop();
    cleanUp.push(() => primary.start());
    const DATABASE_REPLICA_URLS = replicas.map(({ url }) => url).join();
    const config = readConfig({ DATABASE_URL: primary.url, DATABASE_REPLICA_URLS });
    const started = await startDatabase(config);
    cleanUp.push(() => started.stop());
    expect(started).toMatchObject({
      description: expect.stringMatching(
        /^PostgreSQL at .*, replica-1 at .*, replica-2 at .*only for reading/,
      ),
      isWritable: false,
      migrated: [],
    });
    expect(started.description).not.toContain(primary.cluster.password);
    const served = await serve(started.database);
    cleanUp.push(() => served.close());
    expect((await served.ask('/v1/articles')).status).toBe(200);
    // Without replicas there is nothing to read from.
    await expect(startDatabase(readConfig({ DATABASE_URL: primary.url }))).rejects.toThrow(
      /^PostgreSQL at 127.0.0.1:\d+\/postgres cannot be reached: connect ECONNREFUSED/,
    );
    expect(() => readConfig({ DATABASE_REPLICA_URLS })).toThrow(/^DATABASE_REPLICA_URLS: needs/);
  });

  it('one that became a standby, before the service starts: it starts for reading', async () => {
    const config = readConfig({
      DATABASE_URL: replicas[0].url,
      DATABASE_REPLICA_URLS: primary.url,
    });
    const started = await startDatabase(config);
    cleanUp.push(() => started.stop());
    expect(started).toMatchObject({
      description: expect.stringContaining('only for reading'),
      isWritable: false,
    });
    const served = await serve(started.database);
    cleanUp.push(() => served.close());
    expect((await served.ask('/v1/articles')).status).toBe(200);
    // One that cannot be written to and was given no replicas has its reason said.
    await expect(startDatabase(readConfig({ DATABASE_URL: replicas[0].url }))).rejects.toThrow(
      'read-only',
    );
  });

  it('all replicas: the primary answers; everything: 503, until one is back', async () => {
    const { ask, servers } = await open();
    const load = keepAsking(ask, 5);
    await Promise.all(replicas.map((replica) => replica.kill()));
    await sleep(300);
    expect((await load.end()).statuses).toEqual(new Set([200]));
    expect(await servers()).toMatchObject([
      { state: 'healthy', takesReads: true },
      { state: 'unreachable' },
      { state: 'unreachable' },
    ]);
    await primary.stop('immediate');
    for (const path of ['/v1/articles', '/health/ready']) {
      const { status, text } = await ask(path);
      expect(status).toBe(503);
      expect(text).not.toMatch(/ECONN|127\.0\.0\.1|replica-/);
    }
    await replicas[0].start();
    expect((await ask('/v1/articles')).status).toBe(200);
    await Promise.all([primary.start(), replicas[1].start()]);
    await until(async () => (await servers()).every(isHealthy), 'all are back');
  });

  it('all but a replica that has just returned: it is waited for until it has read its log again', async () => {
    const { ask, servers } = await open();
    const last = await changeAmongMuch(servers);
    await Promise.all(replicas.map((replica) => replica.kill()));
    await primary.stop('immediate');
    cleanUp.push(() => Promise.all([primary.start(), replicas[1].start()]));
    await replicas[0].start();
    const answer = await ask('/v1/articles');
    expect([answer.status, labelOf(answer)]).toEqual([200, last]);
  });

  it('all but a replica that has just returned: nobody waits for one that is silent', {
    timeout: 60_000,
  }, async () => {
    const line = await lineTo(primary.port);
    cleanUp.push(() => line.close());
    const { ask, servers, database } = await open(
      { replicas: [replicas[0].url] },
      primary.url.replace(`:${primary.port}/`, `:${line.port}/`),
    );
    const last = await changeAmongMuch(servers);
    await replicas[0].kill();
    line.silence();
    const areGone = async () => {
      await ask('/v1/articles');
      return database.servers.states().every(({ state }) => state === 'unreachable');
    };
    await until(areGone, 'both are known to be away', 30_000);
    await replicas[0].start();
    const newest = 'SELECT max(number) AS number FROM release';
    const hasIt = async () => (await query(replicas[0], newest))[0]?.number === last;
    const ready = until(hasIt, 'it has read its log').then(() => Date.now());
    const answers = await Promise.all(
      Array.from({ length: 5 }, async (_, nth) => {
        await sleep(100 * nth);
        const { status } = await ask('/v1/articles');
        return { status, at: Date.now() };
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // It takes three seconds to give up one attempt to connect to the silent one.
    const lastAt = Math.max(...answers.map(({ at }) => at));
    expect(lastAt - (await ready)).toBeLessThan(2_000);
  });

  it('all but a replica that is behind, and comes and goes: 503, in time', async () => {
    const line = await lineTo(replicas[0].port);
    cleanUp.push(() => line.close());
    const { ask } = await open({
      replicas: [replicas[0].url.replace(`:${replicas[0].port}/`, `:${line.port}/`)],
    });
    await ask('/v1/articles');
    await pause(replicas[0]);
    const release = await change();
    await until(async () => labelOf(await ask('/v1/articles')) === release, 'the load is seen');
    await primary.stop('immediate');
    cleanUp.push(() => primary.start());
    const flapping = setInterval(() => line.drop(), 700);
    cleanUp.push(() => clearInterval(flapping));
    await sleep(1_000);
    const began = Date.now();
    expect((await ask('/v1/articles')).status).toBe(503);
    // After ten seconds any request would be given up.
    expect(Date.now() - began).toBeLessThan(8_000);
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('one that is promoted is the primary, and the old one, left behind, is not read from', async () => {
    const { ask, servers } = await open();
    await ask('/v1/articles');
    await writer.close();
    await primary.stop();
    await query(replicas[0], 'SELECT pg_promote()');
    writer = openDatabase(replicas[0].url);
    const release = await change();
    await until(async () => labelOf(await ask('/v1/articles')) === release, 'the load is seen');
    await primary.start();
    await until(async () => (await servers())[0]?.state === 'behind', 'the old primary is back');
    expect(await servers()).toMatchObject([
      { role: 'primary', state: 'behind', takesReads: false, release: release - 1 },
      { role: 'primary', state: 'healthy', takesReads: true, release },
      { role: 'replica', state: 'behind', takesReads: false, release: release - 1 },
    ]);
  });

  // After the test before, the old primary and its other standby are still such a pair.
  it('one that dies with releases that its standby never had: those of the next primary show', async () => {
    const [, standby] = replicas;
    const seconds = 3;
    const { ask } = await open({ replicas: [standby.url], maxSecondsBehind: seconds });
    const before = labelOf(await ask('/v1/articles'));
    await query(standby, "ALTER SYSTEM SET primary_conninfo = ''");
    await query(standby, 'SELECT pg_reload_conf()');
    await sleep(500);
    await writer.close();
    writer = openDatabase(primary.url);
    hasLast = !hasLast;
    for (const lost of [before + 1, before + 2]) expect(await change()).toBe(lost);
    await sleep(200);
    expect(labelOf(await ask('/v1/articles'))).toBe(before);
    await writer.close();
    await primary.stop('immediate');
    await query(standby, 'SELECT pg_promote()');
    writer = openDatabase(standby.url);
    await sleep(seconds * 1_000);
    const release = await change();
    expect(release).toBe(before + 1);
    await until(async () => labelOf(await ask('/v1/articles')) === release, 'the load is seen');
  });
});

/** The service over the primary and its replicas. */
async function open(options: DatabaseOptions = {}, url = primary.url) {
  const told: object[] = [];
  const database = openDatabase(url, {
    replicas: replicas.map(({ url }) => url),
    statementTimeout: 10_000,
    releaseMaxAge: 100,
    maxSecondsBehind: LIMIT / 1000,
    onServer: ({ name: server, state, reason }) => {
      told.push({ server, state, ...(reason !== undefined && { reason }) });
    },
    ...options,
  });
  const served = await serve(database);
  cleanUp.push(
    () => database.close(),
    () => served.close(),
  );
  const servers = async () => {
    const { status, text } = await served.ask('/health/ready');
    expect(status, text).toBe(200);
    return JSON.parse(text).servers as ServerState[];
  };
  return { ...served, servers, told, database };
}

let hasLast = false;

/** Loads or removes an article; returns the release that this makes. */
async function change(): Promise<number> {
  const release = hasLast
    ? await removeArticle(writer.prisma, 'varn-border-2031-03-d')
    : (await seedBundle(writer.prisma, report('d'))).release;
  hasLast = !hasLast;
  return release as number;
}

/** The same after so much else that a standby which reads it again lets the first ones in before it is done. */
async function changeAmongMuch(servers: () => Promise<ServerState[]>): Promise<number> {
  await query(primary, 'CREATE TABLE fill AS SELECT generate_series(1, 400000) AS number');
  cleanUp.push(() => query(primary, 'DROP TABLE fill'));
  const last = await change();
  const haveIt = async () => (await servers()).every(({ release }) => release === last);
  await until(haveIt, 'all have the release');
  return last;
}

/** Asks for several things again and again, so many at once. */
function keepAsking(ask: Served['ask'], atOnce: number) {
  const paths = [
    '/v1/figures',
    '/v1/entities?limit=5',
    '/v1/statements?total=true',
    '/v1/articles',
  ];
  const statuses = new Set<number>();
  let count = 0;
  let going = true;
  const all = Array.from({ length: atOnce }, async () => {
    while (going) {
      const { status } = await ask(paths[count % paths.length] as string);
      statuses.add(status);
      count += 1;
    }
  });
  const end = async () => {
    going = false;
    await Promise.all(all);
    return { statuses, count };
  };
  cleanUp.push(end);
  return { end };
}

async function query(server: OwnPostgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return (await client.query(text).finally(() => client.end())).rows;
}

/** Lets a replica wait for no read when it has something to replay that stands against it. */
async function cancelAtOnce(replica: OwnPostgres): Promise<void> {
  const set = async (text: string) => {
    await query(replica, text);
    await query(replica, 'SELECT pg_reload_conf()');
  };
  await set('ALTER SYSTEM SET max_standby_streaming_delay = 0');
  cleanUp.push(() => set('ALTER SYSTEM RESET max_standby_streaming_delay'));
}

const CONFLICTS = 'SELECT sum(confl_lock) AS count FROM pg_stat_database_conflicts';

/** Lets a replica receive what the primary does, and not show it. */
async function pause(replica: OwnPostgres): Promise<void> {
  await query(replica, 'SELECT pg_wal_replay_pause()');
  cleanUp.push(() => resume(replica));
}

const resume = (replica: OwnPostgres) => query(replica, 'SELECT pg_wal_replay_resume()');
const report = (letter: string) =>
  projectPath('test', 'reports', `varn-border-2031-03-${letter}.json`);
const labelOf = ({ headers }: Answer) => Number(/\d+/.exec(String(headers.etag))?.[0]);
const dataOf = (text: string) => JSON.stringify(JSON.parse(text).data);
const isAbout = (server: string, state: string) => (told: object) =>
  'server' in told && told.server === server && 'state' in told && told.state === state;
const isHealthy = ({ state }: ServerState) => state === 'healthy';
const healthy = (name: string, role: string) => ({
  name,
  role,
  state: 'healthy',
  takesReads: true,
  release: 4,
  secondsBehind: 0,
});
