import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { rowsRead } from '../support/rows-read.js';
import { ask, ofPlaces, place, rows } from './ask.js';

// A short word beside a long one: all names that have the long one are nearly what is asked for.

const PLACES = 6_000;
const isMinistry = (nth: number) => nth % 12 < 5;
const SYLLABLES = ['ba', 'do', 'ke', 'lu', 'po', 'ra', 'se', 'tu', 'wy', 'za'];
const word = (nth: number) => Array.from(String(nth), (digit) => SYLLABLES[Number(digit)]).join('');

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  const places = Array.from({ length: PLACES }, (_, nth) =>
    place(`place-${nth}`, `${word(nth)} ${isMinistry(nth) ? 'Ministry' : 'Quay'}`),
  );
  await api.load(ofPlaces('ministries', ...places));
  await api.database.pool.query('ANALYZE');
}, 60_000);
afterAll(() => api.close());

test('where thousands of names are like it, those are read that have the word they share', async () => {
  const { pool } = api.database;
  // What is sampled is read once.
  await ask(api, 'nowhere');
  const before = await rowsRead(pool, 'entity_state');
  const found = await ask(api, 'mivo ministry', '&kind=entity&limit=2');
  expect(rows(found)).toEqual(['similar entity place-0', 'similar entity place-1']);
  expect(found.facets.kind[0]).toEqual({ kind: 'entity', count: 1000, capped: true });
  // A thousand of them again, to be shown.
  expect((await rowsRead(pool, 'entity_state')) - before).toBeLessThan(0.6 * PLACES);
});

test('a name that is more like a word is ranked before a thousand that were loaded sooner', async () => {
  const sooner = Array.from({ length: 1_000 }, (_, nth) =>
    place(`kestral-${nth}`, `Kestral ${nth}`),
  );
  await api.load(ofPlaces('kestrals', ...sooner), ofPlaces('later', place('bay', 'Kestrel Bay')));
  const found = await ask(api, 'kestrelo', '&kind=entity&limit=2');
  expect(rows(found)).toEqual(['similar entity bay', 'similar entity kestral-0']);
  expect(found.facets.kind[0]).toEqual({ kind: 'entity', count: 1000, capped: true });
});
