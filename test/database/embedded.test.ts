import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/database/embedded.js';

const forgetful = { durable: false };
const cleanUp: (() => Promise<unknown>)[] = [];

// Making a database takes a second, so that the tests share one if they can. Each finds it stopped.
// Its name is one that a shell would take to pieces.
let parent: string;
let used: string;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'hearsay-embedded-'));
  await chmod(parent, 0o755);
  used = path.join(parent, `it's "a" $HOME; name`);
  const { stop } = await startEmbeddedPostgres(used, forgetful);
  await stop();
});

afterAll(() => rm(parent, { recursive: true, force: true }));

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a folder', () => {
  it('keeps its rows from one start to the next, and stop leaves no process', async () => {
    const first = await start(used);
    expect(first).toMatchObject({ started: true, version: expect.stringMatching(/^18\.\d+$/) });
    expect(first.url).toMatch(/^postgresql:\/\/hearsay:[\w-]{32}@127\.0\.0\.1:\d+\/hearsay$/);
    await query(first.url, `CREATE TABLE kept AS SELECT lower('ÅÉ한') AS word`);
    const pid = await serverOf(used);
    await first.stop();
    expect(await ends(pid)).toBe(true);

    const second = await start(used);
    expect(second.started).toBe(true);
    expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'åé한' }]);
  });

  it('is safe from other users: the password is for the owner alone, and is asked for', async () => {
    expect((await stat(path.join(used, 'password'))).mode & 0o777).toBe(0o600);
    const { url } = await start(used);
    const wrong = url.replace(/hearsay:[^@]+@/, 'hearsay:wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('that a killed start left half made is completed by the next one', async () => {
    const home = await newFolder();
    const child = startInChild(home);
    while (!(await readdir(home)).some((name) => name.startsWith('postgres.draft-')))
      await sleep(5);
    await sleep(100);
    await kill(child);
    expect(await readdir(home)).not.toContain('postgres');

    const { url } = await start(home);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(home)).sort()).toEqual(['password', 'postgres', 'postgres.log']);
  });

  it('of a crashed server is used again, with what was written', async () => {
    const child = startInChild(used);
    const { url } = await child.ready;
    await query(url, 'CREATE TABLE saved AS SELECT 1 AS one');
    await query(url, 'CHECKPOINT');
    const pid = await serverOf(used);
    process.kill(pid, 'SIGKILL');
    await kill(child);
    expect(await ends(pid)).toBe(true);

    const again = await start(used);
    expect(again.started).toBe(true);
    expect(await query(again.url, 'SELECT one FROM saved')).toEqual([{ one: 1 }]);
  });

  it('whose server crashed is used again even if its process id went to another program', async () => {
    const file = path.join(used, 'postgres', 'postmaster.pid');
    await writeFile(file, `${process.pid}\n${path.join(used, 'postgres')}\n1700000000\n1\n\n\n`);
    expect(await start(used)).toMatchObject({ started: true });
  }, 15_000);
});

describe('two processes with one folder', () => {
  it('that begin at the same moment share one server', async () => {
    const home = await newFolder();
    const child = startInChild(home);
    const [mine, theirs] = await Promise.all([start(home), child.ready]);
    expect(theirs.url).toBe(mine.url);
    expect([mine.started, theirs.started].sort()).toEqual([false, true]);
  });

  it('have one server: who joins leaves it running, and who leaves last stops it', async () => {
    const owner = await start(used);
    const guest = await start(used);
    expect(guest).toMatchObject({ started: false, url: owner.url });
    await guest.stop();
    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    const lateGuest = await start(used);
    const pid = await serverOf(used);
    await owner.stop();
    expect(await query(lateGuest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await lateGuest.stop();
    expect(await ends(pid)).toBe(true);
  });

  it('leave no orphan: the server of a killed process is adopted, and stopped', async () => {
    const child = startInChild(used);
    const { url } = await child.ready;
    await kill(child);
    const pid = await serverOf(used);

    const adopted = await start(used);
    expect(adopted).toMatchObject({ started: false, url });
    await adopted.stop();
    expect(await ends(pid)).toBe(true);
  });
});

it('Ctrl-C reaches the program and not its database', async () => {
  const child = startInChild(used, `process.on('SIGINT', () => console.log('heard'))`);
  const { url } = await child.ready;
  // To the whole group, as a terminal does it.
  process.kill(-(child.process.pid as number), 'SIGINT');
  expect(await child.nextLine()).toBe('heard');
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

describe('a start that cannot be says why in one line, and leaves nothing running', () => {
  it('data of another PostgreSQL', async () => {
    const home = await newFolder();
    await mkdir(path.join(home, 'postgres'));
    await writeFile(path.join(home, 'postgres', 'PG_VERSION'), '16\n');
    await writeFile(path.join(home, 'password'), 'old\n');
    await expect(start(home)).rejects.toThrow(
      /postgres was made by PostgreSQL 16; this Hearsay brings 18: [^\n]*DATABASE_URL\.$/,
    );
  });

  it('a setting that PostgreSQL refuses, in its own words', async () => {
    await replace(path.join(used, 'postgres', 'postgresql.conf'), 'nonsense = 1\n');
    await expect(start(used)).rejects.toThrow(/unrecognized configuration parameter "nonsense"/);
    expect(await readdir(path.join(used, 'postgres'))).not.toContain('postmaster.pid');
  });

  it('a password that does not fit', async () => {
    await replace(path.join(used, 'password'), 'wrong\n');
    await expect(start(used)).rejects.toThrow(/cannot be used: password authentication failed/);
    expect(await readdir(path.join(used, 'postgres'))).not.toContain('postmaster.pid');
    await rm(path.join(used, 'password'));
    await expect(start(used)).rejects.toThrow(/password is missing[^\n]*$/);
  });

  it.runIf(process.getuid?.() === 0)('a folder that only root can enter', async () => {
    const closed = await newFolder();
    await chmod(closed, 0o700);
    await expect(start(path.join(closed, 'data'))).rejects.toThrow(
      `cannot enter ${closed}: move the project elsewhere, run Hearsay as an ordinary user, or set`,
    );
  });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-embedded-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Changes a file of a folder for the length of a test. */
async function replace(file: string, content: string): Promise<void> {
  const original = await readFile(file);
  cleanUp.push(() => writeFile(file, original));
  await writeFile(file, content);
}

async function start(home: string) {
  const server = await startEmbeddedPostgres(home, forgetful);
  cleanUp.push(() => server.stop());
  return server;
}

interface Child {
  process: ChildProcess;
  ready: Promise<{ url: string; started: boolean }>;
  nextLine(): Promise<string>;
}

/** Starts the server from a process of its own, the head of its own group as in a terminal. */
function startInChild(home: string, more = ''): Child {
  const embedded = new URL('../../src/database/embedded.ts', import.meta.url).href;
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(embedded)};
    ${more};
    const server = await startEmbeddedPostgres(${JSON.stringify(home)}, { durable: false });
    console.log(JSON.stringify(server));
    process.stdin.once('end', () => server.stop()).resume();
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const nextLine = () =>
    new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data) => resolve(String(data).trim()));
      child.once('exit', () => reject(new Error('the child ended without a word')));
    });
  cleanUp.push(async () => {
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => child.once('exit', resolve));
    }
  });
  const ready = nextLine().then(JSON.parse);
  ready.catch(() => {});
  return { process: child, ready, nextLine };
}

/** As the kernel does it when memory runs out: without a chance to clean up. */
async function kill({ process: child }: Child): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid as number), 'SIGKILL');
  await ended;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function serverOf(home: string): Promise<number> {
  return Number.parseInt(await readFile(path.join(home, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

/** A process that was told to end takes a moment; on Linux, one that nobody buried counts too. */
async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (state.includes(') Z ')) return true;
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(20);
  }
  return false;
}
