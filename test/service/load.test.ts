import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpusOf } from '../../scripts/corpus/article.js';
import { type Api, createApi } from '../support/app.js';
import { command } from '../support/command.js';

// A bulk load as a process that is killed: nothing can be said, flushed or mended any more.

const ARTICLES = 220;

let folder: string;
let corpus: string;
let killed: Api;
let undisturbed: Api;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hearsay-kill-'));
  corpus = path.join(folder, 'corpus.ndjson');
  await writeFile(corpus, [...corpusOf(3, ARTICLES)].join(''));
  [killed, undisturbed] = await Promise.all([createApi('empty'), createApi('empty')]);
}, 120_000);
afterAll(async () => {
  await Promise.all([killed.close(), undisturbed.close()]);
  await rm(folder, { recursive: true });
});

function seed(api: Api) {
  const child = spawn(process.execPath, command('seed', corpus), {
    env: { ...process.env, DATABASE_URL: api.database.url, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (written.stdout += chunk));
  const reporting = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      written.stderr += chunk;
      if (written.stderr.includes(' articles ')) resolve();
    });
    child.once('close', () => resolve());
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, written, reporting, ended };
}

const articles = ({ database }: Api) => database.prisma.articleVersion.count();
const lines = async (api: Api, kind: string) =>
  (await api.get(`/v1/export/${kind}.ndjson`)).text.split('\n');

test('what it said is loaded is there, nothing is half there, and starting again goes on', async () => {
  const first = seed(killed);
  await first.reporting;
  // In the midst of the next batch.
  first.child.kill('SIGKILL');
  await first.ended;
  const reported = Number(/: (\d+) articles/.exec(first.written.stderr)?.[1]);
  expect(reported).toBeGreaterThan(0);
  expect(reported).toBeLessThan(ARTICLES);

  // PostgreSQL notices that nobody is there when it is done with the statement at hand.
  await killed.database.pool.query('SELECT pg_advisory_lock(7240115), pg_advisory_unlock_all()');
  const there = await articles(killed);
  expect(there).toBeGreaterThanOrEqual(reported);
  expect(there).toBeLessThan(ARTICLES);
  const expected = [...corpusOf(3, there)].map((line) => JSON.parse(line));
  const figures = expected.flatMap((bundle) => bundle.figures);
  expect(await killed.database.prisma.figure.count()).toBe(figures.length);
  // A release for every batch, and that of the measures.
  const batches = new Set(
    (await killed.database.prisma.articleVersion.findMany()).map(({ releasedIn }) => releasedIn),
  );
  expect(await killed.database.prisma.release.count()).toBe(batches.size + 1);

  const second = seed(killed);
  expect(await second.ended).toBe(0);
  const left = `${ARTICLES - there} added, 0 changed, ${there} unchanged, 0 refused`;
  expect(second.written.stdout).toContain(left);
  const straight = seed(undisturbed);
  expect(await straight.ended).toBe(0);
  for (const kind of ['entities', 'events', 'statements', 'figures', 'relations', 'articles']) {
    expect(await lines(killed, kind)).toEqual(await lines(undisturbed, kind));
  }
}, 240_000);

test('Ctrl-C ends it after the batch at hand, and says how to go on', async () => {
  const api = await createApi('empty');
  try {
    const load = seed(api);
    await load.reporting;
    load.child.kill('SIGINT');
    expect(await load.ended).toBe(130);
    expect(load.written.stderr).toContain('ended by SIGINT; begin again to go on\n');
    const there = await articles(api);
    expect(load.written.stdout).toContain(`${there} added, 0 changed, 0 unchanged, 0 refused`);
    expect(there).toBeLessThan(ARTICLES);
  } finally {
    await api.close();
  }
}, 120_000);
