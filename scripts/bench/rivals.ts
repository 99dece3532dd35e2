import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/database/database.js';
import type { CorpusDatabase } from './corpus-database.js';
import { fire, median, type Shots } from './fire.js';
import { type Running, startProgram, startService, watchMemory } from './processes.js';
import type { RivalPages } from './rival.js';

/** So many pages are far more than the service keeps answers of. */
const PAGES = 4_000;
/** Seconds. */
const WARM_UP = 15;
const FIRST = '/v1/figures?limit=25';

interface Contestant {
  name: string;
  server: Running;
  next: () => string;
  headers?: Record<string, string>;
}

export interface Result extends Omit<Shots, 'failed'> {
  name: string;
}

export interface Comparison {
  results: Result[];
  /** Milliseconds from the start of the service until it listened, on a database that is there. */
  readyAfter: number;
  /** MiB of the service: as it began, and the most that was seen while it was busy. */
  memory: { before: number; most: number };
}

/**
 * Fires at the service and at its rivals by turns, all of them on the same data: a page of 25
 * figures with population, event, statement and chain.
 */
export async function compareRivals(
  database: CorpusDatabase,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Comparison> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-bench-'));
  const servers: Running[] = [];
  const started = async (server: Promise<Running>) => {
    servers.push(await server);
    return server;
  };
  try {
    const service = await started(startService(database.url));
    const memory = await watchMemory(service.pid);
    const walked = await walk(service.origin, database.url);
    const file = path.join(folder, 'pages.json');
    await writeFile(file, JSON.stringify(walked.rival));
    const rival = (name: string) =>
      started(startProgram('rival', [name], { DATABASE_URL: database.url, BENCH_PAGES: file }));
    const afters = Object.keys(walked.rival.rests);
    const after = (paths: readonly string[]) => inTurn(paths.map((key) => `/figures?after=${key}`));
    const [floor, prisma, fixed] = [
      await rival('floor'),
      await rival('prisma'),
      await rival('static'),
    ];
    await sameBytes(service.origin, walked.paths, floor.origin, afters);

    const contestants: Contestant[] = [
      { name: 'Hearsay, cold', server: service, next: inTurn(neverTwice(walked.paths)) },
      { name: 'Fastify + pg, one statement', server: floor, next: after(afters) },
      { name: 'Fastify + Prisma, include', server: prisma, next: after(afters) },
      { name: 'Hearsay, hot', server: service, next: () => FIRST },
      {
        name: 'Hearsay, hot, 304',
        server: service,
        next: () => FIRST,
        headers: { 'if-none-match': '*' },
      },
      { name: 'Fastify, static', server: fixed, next: () => '/figures' },
    ];
    const results = await byTurns(contestants, rounds, seconds);
    const { before } = memory;
    return { results, readyAfter: service.readyAfter, memory: { before, most: memory.most() } };
  } finally {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function byTurns(contestants: Contestant[], rounds: number, seconds: number) {
  const shots = new Map<string, Shots[]>(contestants.map(({ name }) => [name, []]));
  // The first round does not count: until V8 has compiled what it runs, thousands of requests pass.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, server, next, headers = {} } of contestants) {
      const length = round === 0 ? WARM_UP : seconds;
      const shot = await fire(server.origin, next, { seconds: length, headers });
      if (shot.failed > 0) throw new Error(`${name}: ${shot.failed} requests failed`);
      if (round > 0) shots.get(name)?.push(shot);
    }
  }
  return contestants.map(({ name }): Result => {
    const all = shots.get(name) ?? [];
    const of = (what: 'perSecond' | 'p50' | 'p99') => median(all.map((shot) => shot[what]));
    return { name, perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
  });
}

/** Walks through the first pages; gives their paths, and what the rivals need to answer alike. */
async function walk(origin: string, url: string) {
  const paths: string[] = [];
  const rests: RivalPages['rests'] = {};
  const keys = await keysBefore(url);
  let first = '';
  let path: string | null = FIRST;
  while (path !== null && paths.length < PAGES) {
    const text: string = await (await fetch(origin + path)).text();
    first ||= text;
    const end = text.lastIndexOf('],"page":') + 1;
    rests[keys[paths.length] ?? 0] = text.slice(end);
    paths.push(path);
    path = JSON.parse(text).page.links.next;
  }
  const { release } = (await (await fetch(`${origin}/health/ready`)).json()) as { release: number };
  return { paths, rival: { release, rests, page: first } satisfies RivalPages };
}

/** The key before each page. */
async function keysBefore(url: string): Promise<number[]> {
  const database = openDatabase(url);
  const { rows } = await database.pool.query<{ id: number }>(
    `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM figure) f
     WHERE nth % 25 = 0 ORDER BY id`,
  );
  await database.close();
  return [0, ...rows.map(({ id }) => id)];
}

async function sameBytes(origin: string, paths: string[], rival: string, afters: string[]) {
  for (let page = 0; page < paths.length; page += Math.ceil(paths.length / 20)) {
    const ours = await (await fetch(origin + paths[page])).text();
    const theirs = await (await fetch(`${rival}/figures?after=${afters[page]}`)).text();
    if (ours !== theirs) throw new Error(`page ${page} differs:\n${ours}\n${theirs}`);
  }
}

/** The same pages by more URLs than the service remembers: with defaults written out, or not. */
const neverTwice = (paths: readonly string[]): string[] =>
  ['', '&sort=added', '&match=possible', '&sort=added&match=possible'].flatMap((defaults) =>
    paths.map((path) => path + defaults),
  );

function inTurn(paths: readonly string[]): () => string {
  let turn = 0;
  return () => paths[turn++ % paths.length] as string;
}
