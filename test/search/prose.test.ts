import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { bundle, statement, TEXT } from '../support/bundles.js';
import { rowsRead } from '../support/rows-read.js';
import { ask, herald, place, rows } from './ask.js';

// What nearly all texts have may be in few names: those are looked up, and not each row looked at.

/** By a word that is like one of those asked for, and by the whole name. */
const ABOUT: Record<number, string[]> = { 30: ['moravib-hall'], 40: ['caravel-hall'] };
const SAID = Array.from({ length: 6_000 }, (_, nth) => nth);
/** Names that are like "Moravel", more than PostgreSQL would compare with those of each row. */
const LIKE = Array.from('abcdfghijk').flatMap((one) =>
  Array.from('tuvwxyz', (other) => one + other),
);

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await api.load(
    bundle({
      article: { id: 'halls', text: TEXT },
      entities: [
        herald,
        place('moravib-hall', 'Moravib Hall'),
        place('caravel-hall', 'Caravel Hall'),
        ...LIKE.map((end) => place(`morav${end}`, `Morav${end}`)),
      ],
      events: [],
      statements: SAID.map((nth) =>
        statement({
          id: `said-${nth}`,
          summary: nth % 2 === 1 ? 'The hall of Moravel was lit.' : 'A hall was lit.',
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: { entities: ABOUT[nth] ?? [], events: [] },
        }),
      ),
      figures: [],
      relations: [],
    }),
  );
  await api.database.pool.query('ANALYZE');
}, 60_000);
afterAll(() => api.close());

test('a word of most texts is looked up in the few names that have it', async () => {
  const { pool } = api.database;
  // What is sampled is read once.
  await ask(api, 'nowhere');
  const before = await rowsRead(pool, 'statement');
  const found = await ask(api, 'moravel hall', '&kind=statement&limit=3');
  expect(rows(found)).toEqual([
    'similar statement halls.said-40',
    'similar statement halls.said-30',
    'prose statement halls.said-1',
  ]);
  expect(found.facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  expect((await rowsRead(pool, 'statement')) - before).toBeLessThan(SAID.length / 2);
});
