import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

// The expected answers were worked out by hand: test/reports/README.md, section 4.

let api: Api;
beforeAll(async () => {
  api = await createApi('reports');
});
afterAll(() => api.close());

describe('a source counts what it originates, relays and publishes', () => {
  test.each([
    ['varn-war-ministry', '7/7', '0/0', '0/0'],
    ['tallow-lantern', '5/5', '0/0', '0/0'],
    ['oskelund-general-staff', '5/5', '0/0', '0/0'],
    ['dobrash-vekin', '0/0', '5/5', '0/0'],
    ['lowland-observers', '3/2', '0/0', '0/0'],
    ['soro-behan', '1/0', '1/1', '0/0'],
    ['meridel-wire', '1/0', '2/2', '7/6'],
    ['ninefold-dispatch', '1/0', '0/0', '8/8'],
    ['skore-courier', '2/1', '0/0', '17/15'],
  ])('%s', async (id, ...expected) => {
    const source = await api.body(`/v1/sources/${id}`);
    const shares = ['originates', 'relays', 'publishes'].map(
      (part) => `${source[part].statements}/${source[part].figures}`,
    );
    expect(shares).toEqual(expected);
  });
});

test('a source says from whom it has its word and through whom it reaches us', async () => {
  const ref = (id: string, name: string, type: string) => ({ id, name, type });
  const relay = await api.body('/v1/sources/dobrash-vekin');
  expect(relay.receivesFrom).toEqual([
    { agent: expect.objectContaining({ id: 'oskelund-general-staff' }), statements: 5 },
  ]);
  expect(relay.passesTo).toEqual([
    { agent: expect.objectContaining({ id: 'skore-courier' }), statements: 5 },
  ]);
  const publisher = await api.body('/v1/sources/skore-courier?asOfRelease=3');
  expect(publisher.passesTo).toEqual([]);
  expect(Object.keys(publisher.receivesFrom[0].agent)).toEqual(Object.keys(ref('', '', '')));
});

test('whoever stands in no chain is no source', async () => {
  expect((await api.get('/v1/sources/pell-harbour')).status).toBe(404);
  expect(await api.ids('/v1/sources?limit=200')).not.toContain('pell-harbour');
});

test.each([
  ['role=relay&sort=id', ['dobrash-vekin', 'hanno-prell', 'meridel-wire', 'soro-behan']],
  ['role=publisher&sort=id', ['meridel-wire', 'ninefold-dispatch', 'skore-courier']],
  ['role=publisher&article=varn-border-2031-03-a', ['meridel-wire']],
  ['type=person&role=relay&q=vekin', ['dobrash-vekin']],
])('sources?%s keeps what fits and nothing else', async (filter, ids) => {
  expect(await api.ids(`/v1/sources?${filter}`)).toEqual(ids);
});

test('every source of the list is the same as by itself', async () => {
  const { data } = await api.body('/v1/sources?limit=200');
  for (const source of data as Item[]) {
    expect(await api.body(`/v1/sources/${source.id}`)).toEqual(source);
  }
});
