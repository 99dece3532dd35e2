import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';
import { bundle, event, figure, statement } from './support/bundles.js';
import { rowsRead } from './support/rows-read.js';

// What was by a day is found in the order that begins with what was last, however much came later: a
// list has the same with thousands of later things as without them.

/** Before the day, on it, begun by then and ended later, open or unknown at either side, or later. */
const TIMES = [
  '2015-06-14',
  '2015-06-15',
  '2015-06-16',
  '2015-06',
  '2015',
  '2015-06-15/2015-06-16',
  '2015-06-10/2019-01-01',
  '../2018-03-03',
  '../2015-06-01',
  '2015-06-16/..',
  '2011/..',
  '2013-02',
  '2010-05-05/2015-06-15',
  '2016-01-01/2016-01-02',
  // The lengths that an index of them tells apart.
  '2015-06-15/2015-07-16',
  '2015-06-15/2015-07-17',
  '2015-06-15/2016-11-07',
  '2015-06-15/2016-11-08',
  '2015-06-15/2037-11-17',
  '2015-06-15/2037-11-18',
  '1815-06-15/2095-06-15',
];
const LATER = 5_100;

const saying = (id: string, published: string, times: (string | undefined)[]) => {
  const time = (edtf: string | undefined) =>
    edtf === undefined ? { basis: 'unknown' as const } : { edtf, basis: 'inferred' as const };
  const of = <Made>(make: (id: string, edtf: string | undefined) => Made) =>
    times.map((edtf, nth) => make(`${id}-${nth}`, edtf));
  return bundle({
    article: { id, published: { edtf: published, basis: 'inferred' } },
    statements: of((name, edtf) => statement({ id: name, time: time(edtf) })),
    figures: of((name, edtf) => figure({ id: name, statement: name, asOf: time(edtf) })),
    events: [event(), ...of((name, edtf) => event({ id: name, time: time(edtf) }))],
    relations: [],
  });
};
const early = saying('early', '2015-07-01', [...TIMES, undefined]);
const later = saying(
  'later',
  '2021-07-01',
  Array.from({ length: LATER }, (_, nth) => `20${20 + (nth % 70)}-03-0${1 + (nth % 9)}`),
);

let few: Api;
let many: Api;
beforeAll(async () => {
  [few, many] = await Promise.all([createApi('empty'), createApi('empty')]);
  await few.load(early);
  await many.load(early, later);
}, 120_000);
afterAll(() => Promise.all([few.close(), many.close()]));

test.each(
  [
    'statements?sort=-time',
    'figures?sort=-asOf',
    'events?sort=-time',
    'timeline?sort=-time',
  ].flatMap((list) =>
    [
      'to=2015-06-15',
      'to=2015-06-15&from=2015-06-15',
      'to=2014-01-01',
      'to=2015-06-15&match=certain',
      'to=2015-06-15&publishedBefore=2020-01-01',
      'to=2015-06-15&limit=3',
      'to=2015-06-15&limit=3&total=true',
    ].map((filter) => `/v1/${list}&${filter}`),
  ),
)('%s has the same whatever came later', async (path) => {
  const [a, b] = await Promise.all([few, many].map((api) => pages(api, path)));
  expect(b).toEqual(a);
  expect(a?.flatMap(({ data }) => data).length).toBeGreaterThan(0);
});

test.each([
  ['events?sort=-time', 'event_state'],
  ['events?sort=-time&publishedBefore=2022-01-01', 'event_report'],
  ['timeline?kind=event&sort=-time&publishedBefore=2022-01-01', 'event_report'],
])('%s reads few of those that came later', async (list, table) => {
  const { pool } = many.database;
  await pool.query('ANALYZE');
  const before = await rowsRead(pool, table);
  await many.body(`/v1/${list}&to=2015-06-15&limit=3`);
  const after = (await rowsRead(pool, table)) - before;
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThan(LATER / 5);
});

/** All pages, without their links, which name releases. */
async function pages(
  api: Api,
  path: string,
  cursor = '',
): Promise<{ data: unknown[]; total?: number }[]> {
  const { data, page } = await api.body(path + cursor);
  const { next, total } = page;
  const after = next === null ? [] : await pages(api, path, `&cursor=${next}`);
  return [{ data, total }, ...after];
}
