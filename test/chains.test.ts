import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, figure, statement } from './support/bundles.js';

// Of who stands in so many chains that they are not looked up one by one, and as something in few or in
// none of them. The Herald says most itself; of every third hundred it has the word of the minister,
// passed on by the brigade.

const MANY = 1_200;
const RARE = 300;

const herald = { role: 'publisher', agent: 'the-herald', verb: 'reported' } as const;
const relayed = [
  { role: 'origin', agent: 'kim-min-ji', verb: 'said' },
  { role: 'relay', agent: 'storm-brigade', verb: 'told' },
  herald,
] as const;

const saying = (id: string, many: number) =>
  bundle({
    article: { id },
    statements: Array.from({ length: many }, (_, nth) =>
      statement({ id: `said-${nth}`, attribution: nth % RARE === 0 ? [...relayed] : [herald] }),
    ),
    figures: Array.from({ length: many }, (_, nth) =>
      figure({ id: `killed-${nth}`, statement: `said-${nth}` }),
    ),
    relations: [],
  });

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await api.load(saying('early', 1), saying('late', MANY));
}, 60_000);
afterAll(() => api.close());

test.each<[filter: string, early: number[], late: number[], total: number]>([
  ['origin=the-herald', [], [1, 2, 3], MANY - MANY / RARE],
  ['origin=kim-min-ji', [0], [0, 300], 1 + MANY / RARE],
  ['origin=storm-brigade', [], [], 0],
  ['origin=unnamed&origin=kim-min-ji', [0], [0, 300], 1 + MANY / RARE],
  ['origin=the-herald&origin=kim-min-ji', [0], [0, 1], 1 + MANY],
  ['relay=the-herald', [], [], 0],
  ['relay=storm-brigade', [0], [0, 300], 1 + MANY / RARE],
  ['relay=storm-brigade&relay=the-herald', [0], [0, 300], 1 + MANY / RARE],
  ['chainLength=3', [0], [0, 300], 1 + MANY / RARE],
  ['chainLength=2', [], [], 0],
])('%s leaves the same of a few as of many', async (filter, early, late, total) => {
  const { data: releases } = await api.body('/v1/releases?sort=-number&limit=2');
  const [, before] = releases.map(({ number }: Item) => number);
  for (const [list, name] of [
    ['statements', 'said'],
    ['figures', 'killed'],
  ]) {
    const path = `/v1/${list}?limit=3&total=true&${filter}`;
    const { data, page } = await api.body(path);
    const expected = [
      ...early.map((nth) => `early.${name}-${nth}`),
      ...late.map((nth) => `late.${name}-${nth}`),
    ].slice(0, 3);
    expect([data.map(({ id }: Item) => id), page.total]).toEqual([expected, total]);
    const ids = await api.ids(`${path}&asOfRelease=${before}`);
    expect(ids).toEqual(early.map((nth) => `early.${name}-${nth}`));
  }
});
