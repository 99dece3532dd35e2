import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { bundle, event, relation, statement, TEXT } from '../support/bundles.js';
import { rowsRead } from '../support/rows-read.js';
import { herald, place } from './ask.js';

// What stands in half of the statements may be in no event: each list goes by what its own table has.

const MANY = 1_500;
const numbers = Array.from({ length: MANY }, (_, nth) => nth);

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
      statements: numbers.map((nth) =>
        statement({
          id: `said-${nth}`,
          summary: nth % 2 === 0 ? 'A beacon was lit.' : 'Nothing else.',
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: { entities: [nth % 2 === 0 ? 'beacon-hill' : 'lake-orm'], events: [] },
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
