import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.js';
import {
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

// Several processes at one port, as they are run: real processes, signals, and sudden deaths.

/** Milliseconds: several processes start one after the other, on a machine that may be busy. */
const LONG = 30_000;
vi.setConfig({ testTimeout: 60_000 });

let database: TestDatabase;
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  database = await createDatabase('seeded');
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(async () => {
  await stopAll();
  await database.close();
});

it('greets once, is measured as one, and SIGTERM leaves nothing behind', async () => {
  const { service, port, pids } = await start(3);
  expect(new Set(await pids()).size).toBe(3);
  expect(service.written.stderr.match(/Hearsay at/g)).toHaveLength(1);
  expect(service.written.stderr).toMatch(/^Hearsay at \S+, by 3 processes, /m);
  // On connections of their own, so that each worker gets some of them.
  await Promise.all(Array.from({ length: 30 }, () => askAt(port, '/v1/figures?limit=1')));
  const { text } = await askAt(port, '/metrics');
  expect(text).toMatch(/_count\{method="GET",route="\/v1\/figures",status="200"\} 30$/m);
  expect(text).toMatch(/^hearsay_server_healthy\{server="database"\} 1$/m);
  const asked = linesOf(service).filter(({ url }) => url?.startsWith('/v1/figures'));
  expect(new Set(asked.map(({ pid }) => pid)).size).toBe(3);
  const before = await pids();
  const { code, stderr } = await stopService(service);
  expect([code, await isClosed(port)]).toEqual([0, true]);
  for (const pid of before) expect(await isGone(pid)).toBe(true);
  expect(stderr.match(/Hearsay/g)).toHaveLength(1);
});

it('a worker that is killed under load is replaced; the others go on', async () => {
  const { service, port, pids } = await start(3);
  const [victim] = (await pids()) as [number];
  const load = keepAsking(port, 8);
  await sleep(300);
  process.kill(victim, 'SIGKILL');
  await until(async () => !(await pids()).includes(victim), 'it is gone', LONG);
  await until(async () => (await pids()).length === 3, 'it was replaced', LONG);
  await sleep(300);
  await load.answered(50);
  const { failures, count } = await load.end();
  expect(count).toBeGreaterThan(50);
  // What was in flight on it, at most one request of each who asks.
  expect(failures.length).toBeLessThanOrEqual(8);
  expect(await pids()).not.toContain(victim);
  expect(linesOf(service)).toContainEqual(
    expect.objectContaining({ level: 50, msg: 'a worker died', signal: 'SIGKILL' }),
  );
  await stopService(service);
});

describe('one service', () => {
  let service: Service;
  let port: number;
  let pids: () => Promise<number[]>;
  beforeAll(async () => {
    ({ service, port, pids } = await start(2));
  });
  afterAll(stopAll);

  describe('restarts on SIGUSR2, again and again', () => {
    it('without a request that fails, on connections that are kept too', async () => {
      const before = await pids();
      // Many, so that some of them connect in the moment in which a worker lets nobody new in.
      const load = keepAsking(port, 24);
      await sleep(300);
      await restart(service);
      await sleep(300);
      await load.answered(100);
      const { failures, count } = await load.end();
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(100);
      const after = await pids();
      expect(after).toHaveLength(2);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    });

    it('a worker too that was only starting when it was told to', async () => {
      const [victim] = (await pids()) as [number];
      process.kill(victim, 'SIGKILL');
      await until(async () => !(await pids()).includes(victim), 'it is gone', LONG);
      await until(async () => (await pids()).length === 2, 'another is starting', LONG);
      const before = await pids();
      await restart(service);
      expect((await pids()).filter((pid) => before.includes(pid))).toEqual([]);
    });

    it('while it is measured again and again, and no measurement fails', async () => {
      let going = true;
      const statuses: number[] = [];
      const scraper = (async () => {
        for (; going; await sleep(10)) statuses.push((await askAt(port, '/metrics')).status);
      })();
      await restart(service);
      await sleep(300);
      going = false;
      await scraper;
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(statuses.length).toBeGreaterThan(20);
      expect(service.process.exitCode).toBeNull();
    });

    it('an idle connection of an old worker is not cut, but told to close with its next answer', async () => {
      const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
      cleanUp.push(() => agents.map((agent) => agent.destroy()));
      for (const agent of agents) expect(await ask(port, agent)).toEqual([200, 'keep-alive']);
      const listening = () => said(service, 'Server listening');
      const before = listening();
      const whole = restart(service);
      await until(() => listening() > before, 'one is new', LONG);
      await sleep(200);
      const answers = await Promise.all(agents.map((agent) => ask(port, agent)));
      expect(answers.map(([status]) => status)).toEqual([200, 200, 200, 200]);
      // Half of them are with the one worker that has been replaced.
      expect(answers.map(([, connection]) => connection).sort()).toEqual([
        'close',
        'close',
        'keep-alive',
        'keep-alive',
      ]);
      for (const agent of agents) agent.destroy();
      await whole;
    });

    it('a worker that dies meanwhile is replaced once', async () => {
      const [first, second] = (await pids()) as [number, number];
      const whole = restart(service);
      await until(async () => (await pids()).length === 3, 'one is new', LONG);
      process.kill(first, 'SIGKILL');
      await whole;
      // Had it been replaced twice, that one would come now.
      await sleep(2_000);
      const after = await pids();
      expect(after).toHaveLength(2);
      expect(after).not.toContain(second);
    });
  });

  // The last: one that stood still lagged so far behind that it may turn away what it is asked next.
  it('of which a worker stands still: the measurement is a 503 that says so', async () => {
    const [still] = (await pids()) as [number];
    process.kill(still, 'SIGSTOP');
    // One of two is handed to it.
    const asked = [1, 2].map(() => askAt(port, '/metrics'));
    const { status, headers, text } = await Promise.any(asked);
    process.kill(still, 'SIGCONT');
    await Promise.all(asked);
    expect([status, headers['content-type']]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(text).detail).toBe('A worker did not answer in time.');
  });
});

describe('a start that cannot be', () => {
  it('ends with one line that says why', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const settings = { DATABASE_URL: database.url, WORKERS: '3', PORT: String(port) };
    const { code, stderr, stdout } = await startService(settings).ended;
    expect(stderr).toBe(
      `Hearsay cannot start. 127.0.0.1:${port} is in use; set PORT to another.\n`,
    );
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('on an embedded PostgreSQL', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'hearsay-workers-'));
    await chmod(home, 0o755);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    '%s of the first process: the others end, and PostgreSQL with the last',
    async (signal) => {
      const DATA_DIR = path.join(home, 'data');
      const { service, pids } = await start(2, { DATABASE_URL: '', DATA_DIR });
      const workers = await pids();
      const server = (await serverOf(DATA_DIR)) as number;
      expect((await stopService(service, signal)).signal).toBe(
        signal === 'SIGKILL' ? 'SIGKILL' : null,
      );
      for (const pid of [...workers, server]) expect(await isGone(pid)).toBe(true);
      expect(await serverOf(DATA_DIR)).toBeUndefined();
    },
  );
});

/** The service with so many workers. */
async function start(workers: number, settings: Settings = {}) {
  const service = startService({
    DATABASE_URL: database.url,
    WORKERS: String(workers),
    ...settings,
  });
  const port = Number(new URL(await service.ready).port);
  const pids = async () => {
    const { pid } = service.process;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').map(Number);
  };
  return { service, port, pids };
}

/** Tells the service to replace its workers, and waits until it says that it did. */
async function restart(service: Service): Promise<void> {
  const before = said(service, 'all workers were restarted');
  service.process.kill('SIGUSR2');
  const isDone = () => said(service, 'all workers were restarted') > before;
  await until(isDone, 'all workers were restarted', LONG);
}

/** How often the log says it. */
const said = (service: Service, beginning: string) =>
  linesOf(service).filter(({ msg }) => msg?.startsWith(beginning)).length;

const linesOf = ({ written }: Service): LogLine[] =>
  written.stdout
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line));

/** One request on the connection of an agent: its status, and what becomes of the connection. */
function ask(port: number, agent: Agent): Promise<[number | undefined, string | undefined]> {
  return new Promise((resolve, reject) => {
    request({ port, path: '/v1/figures?limit=1', agent }, (response) => {
      response.on('error', reject);
      response.on('end', () => resolve([response.statusCode, response.headers.connection]));
      response.resume();
    })
      .on('error', reject)
      .end();
  });
}

/** So many who ask again and again, half of them on a connection that they keep. */
function keepAsking(port: number, atOnce: number) {
  const failures: unknown[] = [];
  let count = 0;
  let going = true;
  const all = Array.from({ length: atOnce }, async (_, nth) => {
    const agent = new Agent({ keepAlive: nth % 2 === 0, maxSockets: 1 });
    while (going) {
      const outcome = await ask(port, agent).then(
        ([status]) => status,
        (error) => error,
      );
      if (outcome !== 200) failures.push(outcome);
      count += 1;
      await sleep(2);
    }
    agent.destroy();
  });
  const end = async () => {
    going = false;
    await Promise.all(all);
    return { failures, count };
  };
  cleanUp.push(end);
  /** Until so many were answered, however busy the machine is. */
  const answered = (many: number) => until(() => count > many, `${many} were answered`, LONG);
  return { end, answered };
}
