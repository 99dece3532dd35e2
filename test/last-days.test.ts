import { afterAll, beforeAll, expect, test } from 'vitest';
import { articleOf } from '../scripts/corpus/article.js';
import { checkBundle } from '../src/bundle/check.js';
import { digestOf } from '../src/bundle/digest.js';
import { BundleError } from '../src/bundle/faults.js';
import { loadBundles } from '../src/bundle/load.js';
import { removeArticle } from '../src/bundle/remove.js';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, type Full, figure, statement } from './support/bundles.js';
import { migrationSql } from './support/migration-sql.js';

// A list by a day that begins with the last day passes over what cannot be of that day's scope; what
// was published by then may speak of later days, and is not to be missed.

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await load(...Array.from({ length: 40 }, (_, number) => articleOf(2, number) as Full), ahead);
}, 60_000);
afterAll(() => api.close());

/** Published in March 2019, it speaks of 2030. */
const time = { edtf: '2030', basis: 'inferred' } as const;
const ahead = bundle({
  article: { id: 'ahead', published: { edtf: '2019-03-20', basis: 'inferred' } },
  statements: [statement({ time })],
  figures: [figure({ asOf: time })],
});

async function load(...bundles: Full[]) {
  const candidates = bundles.map((json) => {
    const checked = checkBundle(json);
    if (Array.isArray(checked)) throw new BundleError('test', checked);
    return { checked, digest: digestOf(checked.source) };
  });
  await loadBundles(api.database.prisma, candidates);
}

async function all(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | null = `${path}&limit=100`; next !== null; ) {
    const { data, page }: Item = await api.body(next);
    ids.push(...data.map(({ id }: Item) => id));
    next = page.links.next;
  }
  return ids;
}

const DAYS = ['2014-06-01', '2017-01-01', '2019-03-20', '2019-03-21', '2019-04-01', '2024-02-15'];

test.each([
  ['statements', '-time'],
  ['figures', '-asOf'],
])('by a day, the last of all %s are those of them that were published', async (list, sort) => {
  const ordered = await all(`/v1/${list}?sort=${sort}`);
  const lengths = new Set<number>();
  for (const day of DAYS) {
    const known = new Set(await all(`/v1/${list}?publishedBefore=${day}`));
    lengths.add(known.size);
    const last = await all(`/v1/${list}?sort=${sort}&publishedBefore=${day}`);
    expect(last).toEqual(ordered.filter((id) => known.has(id)));
  }
  // Not a comparison of nothing with nothing, nor of all with all.
  expect(lengths.size).toBeGreaterThan(3);
  expect(lengths).not.toContain(ordered.length);
});

test('what speaks of a later day is the last from the day after its publication on', async () => {
  const first = async (day: string) =>
    (await api.ids(`/v1/statements?sort=-time&limit=1&publishedBefore=${day}`))[0];
  expect(await first('2019-03-20')).not.toBe('ahead.losses');
  expect(await first('2019-03-21')).toBe('ahead.losses');
});

// How many entries of an index are passed over cannot be seen from outside; where the list begins can.
test.each([
  ['statements', '-time', 'time'],
  ['figures', '-asOf', 'asOf'],
])('a list of %s by a day begins with the last day that is noted', async (list, sort, field) => {
  const { pool } = api.database;
  const latest = async (limit: number) => {
    const path = `/v1/${list}?sort=${sort}&publishedBefore=2024-02-15&limit=${limit}`;
    const { data } = await api.body<{ data: Item[] }>(path);
    return data.map((item) => item[field].latest ?? item[field].earliest);
  };
  for (const day of await latest(10)) expect(day > '2020').toBe(true);
  await pool.query(`CREATE TABLE kept AS SELECT * FROM last_day;
    UPDATE last_day SET statement = '2000-01-01', figure = '2000-01-01'`);
  try {
    for (const day of await latest(11)) expect(day).toBeNull();
  } finally {
    await pool.query(`TRUNCATE last_day; INSERT INTO last_day SELECT * FROM kept; DROP TABLE kept`);
  }
});

test('the migration notes what loading does, and what is removed stays noted', async () => {
  const { pool, prisma } = api.database;
  const noted = async () => (await pool.query('SELECT * FROM last_day ORDER BY month')).rows;
  const loaded = await noted();
  expect(loaded.length).toBeGreaterThan(10);
  const script = await migrationSql('20261126000000_last_days');
  const [backfill] = script.match(/^INSERT [^;]*;$/m) as [string];
  await pool.query(`TRUNCATE last_day; ${backfill}`);
  expect(await noted()).toEqual(loaded);

  await removeArticle(prisma, 'ahead');
  expect(await noted()).toEqual(loaded);
  const old = '/v1/statements?sort=-time&limit=1&publishedBefore=2019-03-21';
  expect(await api.ids(old)).not.toContain('ahead.losses');
  expect(await api.ids(`${old}&asOfRelease=2`)).toEqual(['ahead.losses']);
});
