import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { bundle, figure, statement, TEXT } from '../support/bundles.js';
import { herald, place } from './ask.js';

// In the order in which things were loaded, what `q` asks for is looked up part by part of the keys, and
// in the other order at once: both find the same.

const MANY = 1_800;
const summaryOf = (nth: number) =>
  nth % 10 === 0 ? 'A beacon was lit.' : nth % 1_700 === 5 ? 'A turnstile.' : 'Nothing else.';
const about = (nth: number) => (nth % 10 === 3 ? 'beacon-hill' : 'lake-orm');

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  const numbers = Array.from({ length: MANY }, (_, nth) => nth);
  const much = bundle({
    article: { id: 'much', text: TEXT },
    entities: [herald, place('beacon-hill', 'Beacon Hill'), place('lake-orm', 'Lake Orm')],
    events: [],
    statements: numbers.map((nth) =>
      statement({
        id: `said-${nth}`,
        summary: summaryOf(nth),
        attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
        about: { entities: [about(nth)], events: [] },
      }),
    ),
    figures: numbers.map((nth) =>
      figure({
        id: `counted-${nth}`,
        statement: `said-${nth}`,
        population: about(nth),
        event: null,
        place: null,
      }),
    ),
    relations: [],
  });
  await api.load(much, { ...much, article: { ...much.article, id: 'more' } });
}, 60_000);
afterAll(() => api.close());

async function all(path: string, cursor = ''): Promise<string[]> {
  const { data, page } = await api.body(path + cursor);
  const next = page.next === null ? [] : await all(path, `&cursor=${page.next}`);
  return [...data.map(({ id }: { id: string }) => id), ...next];
}

test.each([
  ['statements', 'beacon', MANY / 5],
  ['statements', 'lit beacon', MANY / 10],
  ['statements', 'turnstile', 2],
  ['statements', 'beacom hill', MANY / 10],
  ['figures', 'hill', MANY / 10],
  ['figures', 'beacom', MANY / 10],
  ['figures', 'nowhere', 0],
])('%s that have "%s" are the same from either end, in any release', async (list, q, count) => {
  for (const [scope, times] of [
    ['', 2],
    ['&asOfRelease=2', 1],
    ['&publishedBefore=2025-02-01', 2],
    ['&article=much', 1],
  ] as const) {
    const path = `/v1/${list}?q=${encodeURIComponent(q)}&limit=200${scope}`;
    const ascending = await all(`${path}&sort=added`);
    expect([path, ascending.length]).toEqual([path, count * times]);
    expect(await all(`${path}&sort=-added`)).toEqual(ascending.toReversed());
  }
});
