import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeArticle } from '../../src/bundle/remove.js';
import { type Api, createApi } from '../support/app.js';
import { bundle } from '../support/bundles.js';
import { migrationSql } from '../support/migration-sql.js';
import { ask, ofPlaces, place, rows } from './ask.js';

// A part of a word is looked up among all words of texts, and where it stands in very many, or in one too
// long for an index, by its letters: it is found either way.

const LETTERS = Array.from('abcdefghij');
/** More words with "quorn" in them than an index is asked for. */
const MANY = LETTERS.flatMap((first) => LETTERS.map((last) => `${first}quorn${last}`));
/** No two letters the same, or it would be stored as something short. */
const LONG = Array.from({ length: 1_000 }, (_, nth) => String.fromCodePoint(0x4e00 + nth)).join('');

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
});
afterAll(() => api.close());

const found = async (q: string) => rows(await ask(api, q, '&kind=entity&limit=200'));
const prose = (id: string) => `prose entity ${id}`;

test('in a hundred words, and in one of them', async () => {
  const described = MANY.map((word) => place(word, `Hill ${word.length}`, { description: word }));
  await api.load(ofPlaces('of-many', ...described));
  expect((await found('quorn')).toSorted()).toEqual(MANY.map(prose).toSorted());
  expect((await api.ids('/v1/entities?q=quorn&limit=200')).toSorted()).toEqual(MANY);
  expect(await found('quorna')).toEqual(LETTERS.map((first) => prose(`${first}quorna`)));
  expect(await found('cquornd')).toEqual([prose('cquornd')]);
  expect(await api.ids('/v1/entities?q=cquornd')).toEqual(['cquornd']);
});

test('in a word too long for an index, as well as in others', async () => {
  const long = `${LONG}sluice${LONG}`;
  await api.load(
    ofPlaces(
      'of-length',
      place('weir', 'Weir', { description: long }),
      place('lock', 'Lock', { description: 'Has sluices.' }),
    ),
  );
  expect(await found('sluice')).toEqual([prose('lock'), prose('weir')]);
  expect(await found('sluices')).toEqual([prose('lock')]);
  expect(await api.ids('/v1/entities?q=sluice')).toEqual(['weir', 'lock']);
});

describe('the words in which one is looked up', () => {
  const read = async (sql: string) => (await api.database.pool.query(sql)).rows.map(({ w }) => w);
  const stored = () => read('SELECT word AS w FROM text_word ORDER BY 1');
  const tables = [
    'article_version',
    'entity_state',
    'entity_day_state',
    'event_report',
    'statement',
    'figure',
    'relation',
  ];
  const standing = tables.map((table) => `SELECT search_folded AS text FROM ${table}`);
  const inTexts = () =>
    read(`SELECT DISTINCT unnest(text_words(text)) AS w FROM (${standing.join(' UNION ALL ')}) t
      ORDER BY 1`);

  test('are those of all texts, and of what an article that is removed leaves', async () => {
    await api.load(
      bundle(),
      ofPlaces('first', place('mill', 'Mill', { description: 'Grinds barley.' })),
      ofPlaces('second', place('mill', 'Mill', { description: 'Grinds groats.' })),
    );
    expect(await found('groats')).toEqual([]);
    await removeArticle(api.database.prisma, 'first');
    expect(await found('groat')).toEqual([prose('mill')]);
    expect(await found('barle')).toEqual([]);
    expect(await stored()).toEqual(await inTexts());
  });

  test('also of what was loaded before they were stored', async () => {
    const loaded = await stored();
    expect(loaded[0]).toBe('');
    const [backfill = ''] =
      (await migrationSql('20261128020000_text_words')).match(/^INSERT [^;]*;$/m) ?? [];
    await api.database.pool.query('TRUNCATE text_word');
    await api.database.pool.query(backfill);
    expect(await stored()).toEqual(loaded);
  });
});
