import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from '../support/app.js';
import { bundle, event, statement, TEXT } from '../support/bundles.js';
import { migrationSql } from '../support/migration-sql.js';
import { ask, herald, place, rows } from './ask.js';

let seeded: Api;
beforeAll(async () => {
  seeded = await createApi('seeded');
});
afterAll(() => seeded.close());

test('a word of the text is found beside a name that contains what is like it, and is not', async () => {
  const api = await createApi('empty');
  const json = bundle({
    article: { id: 'of-salt', text: TEXT },
    entities: [herald, place('ministry', 'Ministry'), place('preministry', 'Preministry')],
    events: [],
    statements: [
      statement({
        id: 'resigned',
        summary: 'A minister resigned.',
        attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
        about: { entities: ['preministry'], events: [] },
      }),
    ],
    figures: [],
    relations: [],
  });
  try {
    await api.load(json);
    expect(rows(await ask(api, 'minister'))).toEqual([
      'similar entity ministry',
      'prose statement of-salt.resigned',
    ]);
  } finally {
    await api.close();
  }
});

test('a headline longer than what an index holds is loaded, and found by its other words', async () => {
  const api = await createApi('empty');
  // No two letters the same, or it would be stored as something short.
  const long = Array.from({ length: 3_000 }, (_, nth) => String.fromCodePoint(0x4e00 + nth)).join(
    '',
  );
  const headline = `${long} floodgate`;
  try {
    await api.load(bundle({ article: { id: 'long', headline, text: TEXT } }));
    const found = async (q: string) => rows(await ask(api, q, '&kind=article'));
    expect(await found('floodgate')).toEqual(['names article long']);
    expect(await found('floodgatte')).toEqual(['similar article long']);
  } finally {
    await api.close();
  }
});

describe('a slip is forgiven in names of every kind', () => {
  let api: Api;
  beforeAll(async () => {
    api = await createApi('empty');
    const json = bundle({
      article: { id: 'of-a-flood', label: 'Flood at Grenholm', headline: 'Torrents', text: TEXT },
      entities: [
        herald,
        place('grenholm', 'Grenholm', { aliases: ['Lower Vessel Bank'] }),
        place('road', 'Route 4577'),
      ],
      events: [event({ id: 'flood', title: 'An inundation', participants: [], places: [] })],
      statements: [
        statement({
          id: 'said',
          summary: 'Crops were ruined.',
          attribution: [
            { role: 'origin', agentText: 'waterworks engineers', verb: 'said' },
            { role: 'publisher', agent: 'the-herald', verb: 'reported' },
          ],
          about: { entities: ['grenholm'], events: [] },
        }),
      ],
      figures: [],
      relations: [],
    });
    await api.load(json);
  });
  afterAll(() => api.close());

  const found = async (q: string) =>
    (await ask(api, q)).data.map(({ kind, rank }: Item) => `${kind} ${rank}`);

  test.each([
    ['grenhlom', ['entity similar', 'statement similar', 'article similar']],
    ['grenolm', ['entity similar', 'statement similar', 'article similar']],
    ['vessl', ['entity similar', 'statement similar']],
    ['inundasion', ['event similar']],
    ['engineres', ['statement similar']],
    ['heralt', ['entity similar', 'statement similar', 'article similar']],
    ['torents', ['article similar']],
    ['vesselbank', ['entity similar', 'statement similar']],
  ])('%s', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  test('but not in prose, nor in numbers', async () => {
    expect(await found('croops')).toEqual([]);
    expect(await found('4577')).toContain('entity prefix');
    expect(await found('4578')).toEqual([]);
  });

  test.each([
    ['words of names', 'name_word', 'word', 'inundation', '20261124000000_name_words'],
    [
      'names of entities',
      'entity_name',
      'name',
      'lower vessel bank',
      '20261126140000_entity_names',
    ],
  ])('also in what was loaded before the %s were stored', async (_, table, column, known, name) => {
    const { pool } = api.database;
    const stored = async () =>
      (await pool.query(`SELECT ${column} AS one FROM ${table} ORDER BY 1`)).rows.map(
        ({ one }) => one,
      );
    const loaded = await stored();
    expect(loaded).toContain(known);
    const [backfill = ''] = (await migrationSql(name)).match(/^INSERT [^;]*;$/m) ?? [];
    await pool.query(`TRUNCATE ${table}`);
    await pool.query(backfill);
    expect(await stored()).toEqual(loaded);
  });

  test('and one word that is right does not stand for those that are wrong', async () => {
    expect(await found('waterworks engine')).toEqual(['statement names']);
    expect(await found('waterworks Orm')).toEqual([]);
    expect(await found('engineers vidge')).toEqual([]);
  });
});

describe('words that together are nearly a name', () => {
  test('find who has it, and what it stands in', async () => {
    const q = encodeURIComponent('Lee Seong Kwon');
    expect(await seeded.ids(`/v1/entities?q=${q}`)).toEqual(['lee-seong-kweun']);
    for (const list of ['statements', 'figures']) {
      const found = await seeded.ids(`/v1/${list}?q=${q}`);
      expect(found).toEqual(await seeded.ids(`/v1/${list}?q=Seong-kweun`));
      expect(found).not.toEqual([]);
    }
  });

  test('find the same in a release, whatever names are loaded later', async () => {
    const api = await createApi('empty');
    const about = (id: string, name: string) =>
      bundle({
        article: { id, text: TEXT },
        entities: [herald, place(`${id}-place`, name)],
        events: [],
        statements: [
          statement({
            id: 'said',
            summary: 'It is lost.',
            attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
            about: { entities: [`${id}-place`], events: [] },
          }),
        ],
        figures: [],
        relations: [],
      });
    try {
      await api.load(about('first', 'Akim Rostov'), about('second', 'Kim Ro'));
      // The name that came later stands in the letters of the other, which is not like the words.
      const ask = (scope: string) => api.ids(`/v1/statements?q=Kim%20Roo${scope}`);
      expect(await ask('')).toEqual(['second.said']);
      expect(await ask('&asOfRelease=1')).toEqual([]);
    } finally {
      await api.close();
    }
  });
});
