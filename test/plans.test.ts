import supertest from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { questions } from '../scripts/bench/growth.js';
import { articleOf } from '../scripts/corpus/article.js';
import { buildApp } from '../src/app.js';
import { checkBundle } from '../src/bundle/check.js';
import { digestOf } from '../src/bundle/digest.js';
import { loadBundles } from '../src/bundle/load.js';
import { type Database, openDatabase } from '../src/database/database.js';
import { createDatabase, type TestDatabase } from './support/database.js';

// With so little data PostgreSQL would read whole tables because that is quickest. Told not to where
// there is another way, it still has to wherever no index serves a question.

/** Those that do not grow with what is loaded. */
const SMALL = new Set(['_prisma_migrations', 'measure', 'measure_state', 'release']);
const ARTICLES = 60;

let database: TestDatabase;
let reader: Database;
let api: ReturnType<typeof supertest>;
let close: () => Promise<unknown>;
beforeAll(async () => {
  database = await createDatabase('empty');
  const candidates = Array.from({ length: ARTICLES }, (_, number) => {
    const checked = checkBundle(articleOf(1, number));
    if (Array.isArray(checked)) throw new Error(JSON.stringify(checked));
    return { checked, digest: digestOf(checked.source) };
  });
  // In two releases, the second after that of the measures and the third.
  await loadBundles(database.prisma, candidates.slice(0, ARTICLES / 2));
  await loadBundles(database.prisma, candidates.slice(ARTICLES / 2));
  // The session that has loaded hands in what it counted when it ends, or else while tests count.
  await database.prisma.$disconnect();
  await vi.waitUntil(async () => {
    const { rows } = await database.pool.query<{ isIn: boolean }>(
      `SELECT n_tup_ins = (SELECT count(*) FROM figure) AS "isIn"
       FROM pg_stat_user_tables WHERE relname = 'figure'`,
    );
    return rows[0]?.isIn;
  }, 10_000);
  await database.pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$`,
  );
  await database.pool.query('ANALYZE');
  // So does the session that has just counted all figures.
  await database.pool.query('SELECT pg_stat_force_next_flush()');
  // Sessions from now on are told; one of them does all the reading.
  reader = openDatabase(database.url, { poolSize: 1 });
  const app = await buildApp({ database: reader, requestTimeout: 10_000 });
  await app.ready();
  api = supertest(app.server);
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await reader.close();
  await database.close();
});

interface Reads {
  /** How often a table was read as a whole. */
  scans: number;
  /** Rows that were read of it by an index. */
  rows: number;
}

/** What was read so far of each table that grows. */
async function reads(): Promise<Map<string, Reads>> {
  // The session that has read hands in what it counted.
  await reader.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await reader.pool.query<{ table: string } & Reads>(
    `SELECT relname AS table, seq_scan::int AS scans, idx_tup_fetch::int AS rows
     FROM pg_stat_user_tables`,
  );
  return new Map(
    rows.filter(({ table }) => !SMALL.has(table)).map(({ table, ...read }) => [table, read]),
  );
}

/** Asks, and returns what was read for the answer. */
async function readFor(path: string): Promise<Map<string, Reads>> {
  const before = await reads();
  expect([path, (await api.get(path)).status]).toEqual([path, 200]);
  const after = await reads();
  return new Map(
    [...after].map(([table, { scans, rows }]) => {
      const earlier = before.get(table) ?? { scans: 0, rows: 0 };
      return [table, { scans: scans - earlier.scans, rows: rows - earlier.rows }];
    }),
  );
}

const one = async (text: string) =>
  Object.values((await reader.pool.query<Record<string, string>>(text)).rows[0] ?? {})[0] ?? '';

/** The questions of the benchmark, each with one path. */
const eachQuestion = async () =>
  Object.entries(await questions(database.url)).map(
    ([question, paths]) => [question, [paths].flat()[0] ?? ''] as const,
  );

const wholly = (read: Map<string, Reads>) =>
  [...read].filter(([, { scans }]) => scans > 0).map(([table]) => table);

test('an index serves every kind of question: no table that grows is read as a whole', async () => {
  for (const [question, path] of await eachQuestion()) {
    expect([question, wholly(await readFor(path))]).toEqual([question, []]);
  }
}, 60_000);

/** Each list with its orders, and the table that has the rows of it. */
const LISTS: Record<string, [table: string, ...sorts: string[]]> = {
  articles: ['article_version', 'added', 'published', '-published', 'label', '-label', 'id'],
  entities: ['entity_state', 'added', 'name', '-name', 'id'],
  events: ['event_state', 'added', 'time', '-time', 'title', '-title', 'id'],
  statements: ['statement', 'added', '-added', 'time', '-time'],
  figures: ['figure', 'added', '-added', 'value', '-value', 'asOf', '-asOf'],
  relations: ['relation', 'added', '-added', 'type', '-type'],
  timeline: ['statement', 'time', '-time'],
};

test.each(
  Object.entries(LISTS).flatMap(([list, [table, ...sorts]]) =>
    sorts.map((sort) => [`/v1/${list}?sort=${sort}&limit=2`, table] as const),
  ),
)('an index has the order of %s: a page reads a part of the table', async (path, table) => {
  const { rows } = await reader.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table}`,
  );
  const read = await readFor(path);
  expect(wholly(read)).toEqual([]);
  expect(read.get(table)?.rows).toBeLessThan((rows[0]?.count ?? 0) / 2);
});

test.each([
  ['figures', 'figure'],
  ['statements', 'statement'],
  ['relations', 'relation'],
])(
  'the newest %s of a release are read without passing over what came later',
  async (list, table) => {
    const path = `/v1/${list}?sort=-added&limit=2`;
    const { total } = (await api.get(`${path}&asOfRelease=2&total=true`)).body.page;
    const later = (await api.get(`${path}&total=true`)).body.page.total - total;
    expect(total).toBeGreaterThan(20);
    expect(later).toBeGreaterThan(20);
    expect((await readFor(`${path}&asOfRelease=2`)).get(table)?.rows).toBeLessThan(10);
  },
);

test.each(
  ['articles', 'entities', 'events', 'figures', 'relations'].flatMap((list) => {
    const [table, ...sorts] = LISTS[list] as [string, ...string[]];
    return sorts.map((sort) => [`/v1/${list}?sort=${sort}&limit=200`, table] as const);
  }),
)('in no order does %s of an old release read what came later', async (path, table) => {
  const { data } = (await api.get(`${path}&asOfRelease=2`)).body;
  const { total } = (await api.get(`${path}&total=true`)).body.page;
  expect(data.length).toBeGreaterThan(20);
  expect(total).toBeGreaterThan(1.5 * data.length);
  const read = await readFor(`${path}&asOfRelease=2`);
  expect(read.get(table)?.rows).toBeLessThan(1.5 * data.length);
});

test.each([
  ['/v1/articles?sort=-published', 'article_version'],
  ['/v1/statements?sort=-time', 'statement'],
  ['/v1/figures?sort=-asOf', 'figure'],
  ['/v1/timeline?kind=statement&sort=-time', 'statement'],
])(
  'the last by a day of %s are read without those that were published later',
  async (list, table) => {
    const path = `${list}&limit=2&publishedBefore=2016-01-01`;
    const { total } = (await api.get(`${path}&total=true`)).body.page;
    const later = (await api.get(`${list}&limit=2&total=true`)).body.page.total - total;
    expect(total).toBeGreaterThan(10);
    expect(later).toBeGreaterThan(40);
    expect((await readFor(path)).get(table)?.rows).toBeLessThan(20);
  },
);

test.each([
  ['/v1/statements?sort=-time', 'statement'],
  ['/v1/figures?sort=-asOf', 'figure'],
  ['/v1/timeline?kind=statement&sort=-time', 'statement'],
])(
  'the last of %s until an early day are read without most of what came later',
  async (list, table) => {
    const later = Number(
      await one(`SELECT count(*) FROM ${table}
        WHERE coalesce(latest, earliest, '-infinity') > '2014-12-31'`),
    );
    expect(later).toBeGreaterThan(400);
    const path = `${list}&limit=2&to=2014-12-31`;
    expect((await api.get(path)).body.data).toHaveLength(2);
    // Some two hundred to see that there are many.
    expect((await readFor(path)).get(table)?.rows).toBeLessThan(225);
  },
);

test.each([
  ['figures', 'figure'],
  ['statements', 'statement'],
  ['relations', 'relation'],
])(
  'all %s are added up: none but those of the page are read for the total',
  async (list, table) => {
    for (const scope of ['', '&publishedBefore=2022-01-01', '&asOfRelease=2']) {
      const path = `/v1/${list}?limit=2${scope}`;
      const page = (await readFor(path)).get(table)?.rows;
      expect((await api.get(`${path}&total=true`)).body.page.total).toBeGreaterThan(20);
      const read = await readFor(`${path}&total=true`);
      expect([scope, wholly(read), read.get(table)?.rows]).toEqual([scope, [], page]);
    }
  },
);

test.each([
  // By value they come after all that have one, or after all that is more.
  'sort=value&qualifier=between',
  'sort=-value&qualifier=between',
  'sort=-value&qualifier=between,indefinite&publishedBefore=2022-01-01',
  'sort=-value&valueMax=20&match=certain',
  'sort=value&valueMin=5000&match=certain',
])('figures?%s are read without those that come before them', async (filter) => {
  const path = `/v1/figures?limit=2&${filter}`;
  expect((await api.get(path)).body.data).toHaveLength(2);
  expect((await readFor(path)).get('figure')?.rows).toBeLessThan(20);
});

test.each(['added', '-added', 'name', '-name', 'id', '-id'])(
  'by a day, a page of entities by %s reads their states alone, and no more than a page',
  async (sort) => {
    const path = `/v1/entities?sort=${sort}&limit=2&publishedBefore=2022-01-01`;
    expect((await api.get(`${path}&total=true`)).body.page.total).toBeGreaterThan(60);
    const read = await readFor(path);
    expect(wholly(read)).toEqual([]);
    expect(read.get('entity_day_state')?.rows).toBeLessThan(20);
    expect(['entity', 'first_report'].map((table) => read.get(table)?.rows)).toEqual([0, 0]);
  },
);

test('what is said about one entity is looked up by it: not every statement is tried', async () => {
  const { rows } = await reader.pool.query<{ slug: string; about: number; all: number }>(
    `SELECT e.slug, count(*)::int AS about, (SELECT count(*)::int FROM statement) AS all
     FROM statement_entity a JOIN entity e ON e.id = a.entity_id
     GROUP BY e.slug ORDER BY abs(count(*) - 5), e.slug LIMIT 1`,
  );
  const [{ slug, about, all }] = rows as [(typeof rows)[number]];
  const read = await readFor(`/v1/statements?about=${slug}`);
  expect(read.get('statement')?.rows).toBeGreaterThanOrEqual(about);
  expect(read.get('statement')?.rows).toBeLessThan(all / 2);
});

/** Who stands in the fewest rows of a table. */
const rarest = (table: string, key: string) =>
  one(`SELECT e.slug FROM ${table} t JOIN entity e ON e.id = t.${key}
    GROUP BY e.slug ORDER BY count(*), e.slug LIMIT 1`);

test.each<[parameter: string, list: string, value: () => Promise<string>]>([
  ['participant', 'events', () => rarest('event_participant', 'entity_id')],
  ['place', 'events', () => rarest('event_place', 'entity_id')],
  ['place', 'timeline', () => rarest('event_place', 'entity_id')],
  ['agent', 'timeline', () => rarest('attribution', 'agent_id')],
  ['chainLength', 'statements', async () => '9'],
  ['chainLength', 'figures', async () => '9'],
  [
    'linked',
    'statements',
    () =>
      one(`SELECT v.slug || '.' || s.local_id FROM statement_link l
        JOIN statement s ON s.id = l.statement_id
        JOIN article_version v ON v.id = s.article_version_id ORDER BY s.id LIMIT 1`),
  ],
])('the few that %s leaves of %s are looked up, also by a day', async (parameter, list, value) => {
  const path = `/v1/${list}?${parameter}=${await value()}`;
  for (const scope of ['', '&publishedBefore=2022-01-01', '&asOfRelease=2']) {
    const read = await readFor(path + scope);
    for (const table of ['event_report', 'statement', 'figure']) {
      const half = Number(await one(`SELECT count(*) / 2 FROM ${table}`));
      expect([scope, table, (read.get(table)?.rows ?? 0) < half]).toEqual([scope, table, true]);
    }
  }
});

test('what a source is by a day is counted from its links: no statement is looked up', async () => {
  const path = '/v1/sources?publishedBefore=2022-01-01';
  const read = await readFor(path);
  expect(wholly(read)).toEqual([]);
  expect([read.get('statement')?.rows, read.get('figure')?.rows]).toEqual([0, 0]);
  const { data } = (await api.get(path)).body;
  expect(data).toHaveLength(25);
  for (const { originates, relays, publishes } of data) {
    expect(originates.statements + relays.statements + publishes.statements).toBeGreaterThan(0);
  }
});

test('PostgreSQL plans what is prepared once, not for each request', async () => {
  const lists = Object.keys(LISTS).flatMap((list) => [
    `/v1/${list}?limit=3`,
    `/v1/${list}?limit=3&asOfRelease=2`,
    `/v1/${list}?limit=3&publishedBefore=2022-01-01`,
  ]);
  const asked = (await eachQuestion()).map(([, path]) => path);
  const paths = [...lists, '/v1/releases', ...asked];
  // It tries five times what it would gain by the values.
  for (const path of paths) for (let nth = 0; nth < 7; nth += 1) await api.get(path).expect(200);
  const { rows } = await reader.pool.query<{ statement: string; plans: number }>(
    `SELECT statement, custom_plans::int AS plans FROM pg_prepared_statements
     WHERE generic_plans + custom_plans > 6`,
  );
  expect(rows.length).toBeGreaterThan(lists.length);
  expect(rows.filter(({ plans }) => plans > 5)).toEqual([]);
}, 60_000);
