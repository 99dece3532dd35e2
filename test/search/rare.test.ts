import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { bundle, event, relation, statement, TEXT } from '../support/bundles.js';
import { rowsRead } from '../support/rows-read.js';
import { ask, herald, place, rows } from './ask.js';

// What stands in two of five statements may be in no event: each list goes by what its own table has.

const MANY = 1_500;
const numbers = Array.from({ length: MANY }, (_, nth) => nth);
/** So many that a search does not look at all at once. */
const SAID = Array.from({ length: 4 * MANY }, (_, nth) => nth);
const isLit = (nth: number) => nth % 5 < 2;
/** What is in the text of many, and in the names of one; a slip of it in the text of one and the names of two. */
const summary = (nth: number) => {
  if (nth === 5) return 'It was lit 12 times, strangge as it is.';
  return isLit(nth) ? 'It was lit 12 times, strange as it is.' : 'Nothing else.';
};
const BESIDES: Record<number, string[]> = {
  0: ['strange'],
  10: ['strangge-12'],
  11: ['strangge-hill'],
};

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await api.load(
    bundle({
      article: { id: 'much', text: TEXT },
      entities: [
        herald,
        place('beacon-hill', 'Beacon Hill'),
        place('lake-orm', 'Lake Orm'),
        place('strange', 'Strange'),
        place('strangge-12', 'Strangge 12'),
        place('strangge-hill', 'Strangge Hill'),
      ],
      events: numbers.map((nth) =>
        event({
          id: `event-${nth}`,
          title: `A march ${nth}`,
          summary: null,
          places: [],
          participants: [],
        }),
      ),
      statements: SAID.map((nth) =>
        statement({
          id: `said-${nth}`,
          summary: summary(nth),
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: {
            entities: [isLit(nth) ? 'beacon-hill' : 'lake-orm', ...(BESIDES[nth] ?? [])],
            events: [],
          },
        }),
      ),
      figures: [],
      relations: numbers.map((nth) =>
        relation({
          id: `tie-${nth}`,
          subject: 'the-herald',
          object: 'lake-orm',
          statement: `said-${nth}`,
        }),
      ),
    }),
  );
  await api.database.pool.query('ANALYZE');
}, 60_000);
afterAll(() => api.close());

test.each([
  ['events', 'event_report'],
  ['relations', 'relation'],
])('%s are not looked at one after the other for what none has', async (list, table) => {
  const { pool } = api.database;
  // What is sampled is read once.
  await api.ids(`/v1/${list}?q=nowhere`);
  const before = await rowsRead(pool, table);
  for (const q of ['beacon', 'beacon hill', 'beacom hill', 'herald beacon']) {
    expect(await api.ids(`/v1/${list}?q=${encodeURIComponent(q)}&limit=5`)).toEqual([]);
  }
  expect((await rowsRead(pool, table)) - before).toBeLessThan(MANY / 5);
});

test('what many have is found by a slip in a name beside a word of prose', async () => {
  const found = await ask(api, 'beacom lit', '&kind=statement&limit=3');
  expect(rows(found)).toEqual(
    ['said-0', 'said-1', 'said-10'].map((id) => `prose statement much.${id}`),
  );
  expect(found.facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  expect(rows(await ask(api, 'beacom lit', '&kind=entity'))).toEqual([]);
});

test('a slip in a rare name is not looked for where only the text has that word', async () => {
  const { pool } = api.database;
  const found = async (q: string) => rows(await ask(api, q, '&kind=statement'));
  await found('strange');
  const before = await rowsRead(pool, 'statement');
  expect(await found('strangge beacom')).toEqual([
    'similar statement much.said-10',
    'similar statement much.said-11',
    'similar statement much.said-0',
    'prose statement much.said-5',
  ]);
  expect(await found('strangge lit')).toEqual([
    'prose statement much.said-0',
    'prose statement much.said-10',
    'prose statement much.said-11',
    'prose statement much.said-5',
  ]);
  expect((await rowsRead(pool, 'statement')) - before).toBeLessThan(SAID.length / 10);
});

test('beside a rare word of names a number is seen to be there', async () => {
  expect(rows(await ask(api, 'strangge 12', '&kind=statement'))).toEqual([
    'names statement much.said-10',
    'prose statement much.said-0',
    'prose statement much.said-11',
    'prose statement much.said-5',
  ]);
});
