import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { freePort } from './postgres.js';
import { type Settings, startService } from './process.js';
import { cleanUp, occupied, refuses, testDatabase, tidy } from './starts.js';

// Starts that cannot be, and what they say.

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
    const began = Date.now();
    const refused = wrong.map(([settings]) => startService(settings).ended);
    for (const [nth, { stderr, stdout, code }] of (await Promise.all(refused)).entries()) {
      const [, reasons = []] = wrong[nth] ?? [];
      const [whole, told = ''] = /^Hearsay cannot start\. (.*)\n$/s.exec(stderr) ?? [];
      expect(whole).toBe(stderr);
      const lines = told.split('\n').map((line, of) => line.slice(0, reasons[of]?.length));
      expect({ lines, stdout, code }).toEqual({ lines: reasons, stdout: '', code: 1 });
      expect(stderr).not.toContain('hush');
    }
    expect(Date.now() - began).toBeLessThan(15_000);
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

  it('the data of another major version', async () => {
    const old = await mkdtemp(path.join(tmpdir(), 'hearsay-old-'));
    cleanUp.push(() => rm(old, { recursive: true }));
    await mkdir(path.join(old, 'postgres'), { recursive: true });
    await writeFile(path.join(old, 'postgres', 'PG_VERSION'), '16\n');
    await writeFile(path.join(old, 'password'), 'old\n');
    const { stderr } = await refuses({ DATA_DIR: old });
    expect(stderr).toMatch(/postgres was made by PostgreSQL 16; this Hearsay brings 18: .*\n$/);
  });
});
