import { type AddressInfo, createServer, type Server } from 'node:net';
import pg from 'pg';
import { expect } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { lockFigures } from './postgres.js';
import { type Service, type Settings, startService, stopAll, until } from './process.js';
import { askAt, isClosed } from './serve.js';

// What the tests of starts share.

/** What a test wants undone after it. */
export const cleanUp: (() => unknown)[] = [];

/** Ends what was started, and undoes the rest. */
export async function tidy() {
  await stopAll();
  for (const step of cleanUp.splice(0).reverse()) await step();
}

export async function threeUrlsOf(greeting: string[]): Promise<void> {
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
export async function answersBeforeItEnds(
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

export async function loaded(connectionString: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(
    `SELECT (SELECT count(*) FROM release) AS releases, (SELECT count(*) FROM article) AS articles,
      (SELECT count(*) FROM article_version) AS versions`,
  );
  await client.end();
  return rows[0];
}

export async function testDatabase(from: 'empty' | 'seeded'): Promise<TestDatabase> {
  const database = await createDatabase(from);
  cleanUp.push(() => database.close());
  return database;
}

/** A port where somebody else listens, and never says a word. */
export async function occupied(): Promise<{ port: number }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => server.close());
  return { port: (server.address() as AddressInfo).port };
}

/** A start that has to fail, with one line and no trace. */
export async function refuses(settings: Settings) {
  const began = Date.now();
  const ended = await startService(settings).ended;
  expect(ended.stderr).toMatch(/^Hearsay cannot start\. [^\n]+\n$/);
  expect(ended.stderr).not.toContain('hush');
  expect(ended.stdout).toBe('');
  expect(ended.code).toBe(1);
  expect(Date.now() - began).toBeLessThan(15_000);
  return ended;
}
