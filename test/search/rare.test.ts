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

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await api.load(
    bundle({
      article: { id: 'much', text: TEXT },
      entities: [herald, place('beacon-hill', 'Beacon Hill'), place('lake-orm', 'Lake Orm')],
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
          summary: isLit(nth) ? 'It was lit.' : 'Nothing else.',
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: { entities: [isLit(nth) ? 'beacon-hill' : 'lake-orm'], events: [] },
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
