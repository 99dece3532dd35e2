import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

// With one article loaded an article filter that did nothing would go unnoticed; here are four.

const A = 'varn-border-2031-03-a';
let api: Api;
beforeAll(async () => {
  api = await createApi('reports');
});
afterAll(() => api.close());

test.each([
  ['entities', 11, 24],
  ['events', 4, 8],
  ['statements', 7, 32],
  ['figures', 6, 29],
  ['relations', 2, 10],
])('%s?article= keeps what that article has and nothing of the others', async (list, some, all) => {
  const filtered = await api.ids(`/v1/${list}?article=${A}&limit=200`);
  // Release 2 is the first of the four alone.
  expect(filtered).toEqual(await api.ids(`/v1/${list}?asOfRelease=2&limit=200`));
  expect([filtered.length, (await api.ids(`/v1/${list}?limit=200`)).length]).toEqual([some, all]);
});

test('mentions?article= keeps the mentions in that article', async () => {
  const articles = async (filter: string) =>
    (await api.body(`/v1/entities/tallow-lantern/mentions?limit=200${filter}`)).data.map(
      ({ span }: Item) => span.article,
    );
  expect(await articles(`&article=${A}`)).toEqual([A, A]);
  expect((await articles('')).length).toBe(7);
});
