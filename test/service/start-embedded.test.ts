import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { embeddedUrl, isGone, serverOf, startService, stopService, until } from './process.js';
import {
  answersBeforeItEnds,
  cleanUp,
  loaded,
  occupied,
  refuses,
  threeUrlsOf,
  tidy,
} from './starts.js';

// The service as a newcomer runs it, with the PostgreSQL that it brings.

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
});

/** Runs what ends a service, and looks that the PostgreSQL of its folder has ended with it. */
async function nothingIsLeftOf(home: string, end: () => Promise<unknown>): Promise<void> {
  const pid = (await serverOf(home)) as number;
  expect(pid).toBeGreaterThan(0);
  await end();
  expect(await isGone(pid)).toBe(true);
  expect(await serverOf(home)).toBeUndefined();
}

const names = (folder: string) => readdir(folder).catch((): string[] => []);
