import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { bundle, event, statement, TEXT } from '../support/bundles.js';
import { migrationSql } from '../support/migration-sql.js';
import { ask, herald, place, rows } from './ask.js';

// Marks of every script are between words, in texts as in queries.

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
  await api.load(
    bundle({
      article: { id: 'of-wires', label: 'Of «Wires»', text: TEXT },
      entities: [
        herald,
        place('exchange', 'AT&T'),
        place('lab', 'R&D Yard'),
        place('corps', 'ЧВК «Орм»'),
        place('lantern', '「수지」등불'),
        place('river', '基姆·正恩', { aliases: ['نهر،أورم'] }),
      ],
      events: [
        event({ id: 'call', title: '«Call»', summary: null, participants: [], places: ['lab'] }),
      ],
      statements: [
        statement({
          id: 'rang',
          summary: '100% of AT&T rang.',
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: { entities: ['exchange'], events: [] },
        }),
      ],
      figures: [],
      relations: [],
    }),
  );
});
afterAll(() => api.close());

test.each([
  ['AT&T', 'exact entity exchange'],
  ['at & t', 'exact entity exchange'],
  ['yard r&d', 'names entity lab'],
  ['ЧВК Орм', 'exact entity corps'],
  ['орм', 'prefix entity corps'],
  ['<<Орм>>', 'prefix entity corps'],
  ['수지', 'prefix entity lantern'],
  ['正恩', 'prefix entity river'],
  ['أو', 'prefix entity river'],
])('is between words: %s', async (q, first) => {
  expect(rows(await ask(api, q, '&kind=entity'))[0]).toBe(first);
});

test('in a query is one in a text', async () => {
  const marks = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => code !== 0 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    .filter((character) => /\p{P}/u.test(character));
  const { rows: folded } = await api.database.pool.query(
    `SELECT mark, fold(mark) AS folded FROM unnest($1::text[]) mark WHERE fold(mark) !~ '^ +$'`,
    [marks],
  );
  expect(marks.length).toBeGreaterThan(800);
  expect(folded).toEqual([]);
});

test('in what was loaded before they were', async () => {
  const { pool } = api.database;
  const read = async (sql: string) => (await pool.query(sql)).rows;
  // Each time by another URL, since answers are kept.
  const stored = async (limit: number) => [
    await read(`SELECT slug AS one, names_folded, search_folded FROM entity_state
      UNION ALL SELECT slug, names_folded, search_folded FROM entity_day_state
      UNION ALL SELECT slug, names_folded, search_folded FROM article_version
      UNION ALL SELECT title, names_folded, search_folded FROM event_report
      UNION ALL SELECT local_id, names_folded, search_folded FROM statement ORDER BY 1, 2`),
    await read('SELECT * FROM entity_name ORDER BY 1'),
    await read('SELECT * FROM name_word ORDER BY 1'),
    await api.ids(`/v1/entities?sort=name&limit=${limit}`),
    rows(await ask(api, 'орм', `&kind=entity&limit=${limit}`)),
  ];
  const isFold = /CREATE (?:OR REPLACE )?FUNCTION fold.*?'g'\);/s;
  const migration = await migrationSql('20261127000000_all_marks');
  const [before = ''] = isFold.exec(await migrationSql('20261123000000_init')) ?? [];
  const loaded = await stored(7);

  await pool.query(migration.replace(isFold, () => before.replace('CREATE', 'CREATE OR REPLACE')));
  const old = await stored(8);
  for (const [nth, part] of loaded.entries()) expect(old[nth]).not.toEqual(part);

  await pool.query(migration);
  expect(await stored(9)).toEqual(loaded);
});
