import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from '../support/app.js';
import { bundle, statement, TEXT } from '../support/bundles.js';
import { migrationSql } from '../support/migration-sql.js';
import { ask, herald, MAROV, place, rows } from './ask.js';

let made: Api;
beforeAll(async () => {
  made = await createApi('empty');
  await made.load(MAROV);
});
afterAll(() => made.close());

describe('among thousands of statements', () => {
  let api: Api;
  const said = (id: string, summary: string, entities: string[] = []) =>
    statement({
      id,
      summary,
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities, events: [] },
    });
  const nothingElse = { events: [], figures: [], relations: [] };
  // More than an index is asked for.
  const family = (name: string) =>
    Array.from('abcdefghijkl').flatMap((one) =>
      Array.from('abcdefg', (other) =>
        place(slugOf(`${name}${one}${other}`), `${name}${one}${other}`),
      ),
    );
  const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');
  const families = [
    family('Ember Roval'),
    family('Cinder Tolan'),
    [place('vessel-bank', 'Vessel Bank')],
  ];
  // What is asked for below stands in nearly all of them; "lantern", and those families, in almost half:
  // in fewer it would be rare, and in more no index is asked for the words of names.
  const isHalf = (nth: number) => nth % 13 < 6;
  const much = bundle({
    article: { id: 'much-else', text: TEXT },
    entities: [
      herald,
      ...Array.from({ length: 1_100 }, (_, nth) => place(`lantern-${nth}`, `Lantern ${nth}`)),
      // To all of these "marof" is like, and "maruv" to none.
      ...family('Marov'),
      ...families.flat(),
      place('cinar-tolun', 'Cinar Tolun'),
    ],
    statements: Array.from({ length: 18_000 }, (_, nth) =>
      said(
        `said-${nth}`,
        nth % 1_000 === 0
          ? 'A lantern.'
          : `Old Marov, Valley, Hill: marow, maruv, marrov, marof died.${isHalf(nth) ? ' A lantern.' : ''}`,
        isHalf(nth) ? families.map((each) => each[nth % each.length]?.id ?? '') : [],
      ),
    ),
    ...nothingElse,
  });
  const last = bundle({
    article: { id: 'last', text: TEXT },
    entities: [
      herald,
      place('lantern', 'Lantern'),
      // Known by another name from here on, and so stored anew, after all the others.
      place('lantern-1', 'Lantern 1', { aliases: ['Lantern One'] }),
      place('pier', 'Pier', { description: 'Of an avessel.' }),
      place('quay', 'Quay', { description: 'Avessing.' }),
    ],
    statements: [said('named', 'It shines.', ['lantern'])],
    ...nothingElse,
  });
  beforeAll(async () => {
    api = await createApi('empty');
    await api.load(MAROV, much, last);
  }, 60_000);
  afterAll(() => api.close());

  test.each([
    'marov',
    'marow',
    'old marov',
    'marov valley',
    'marrov hill',
    'died marof',
    'marof old',
    'old maruv',
    'märov straße',
  ])('"%s" is found in the same order as where it is rare', async (q) => {
    const [common, rare] = [
      await ask(api, q, '&limit=200&asOfRelease=2'),
      await ask(made, q, '&limit=200'),
    ];
    expect(rows(rare).length).toBeGreaterThan(0);
    expect({ data: common.data, facets: common.facets }).toEqual({
      data: rare.data,
      facets: rare.facets,
    });
  });

  test.each([
    ['lantern', 'names statement last.named'],
    ['antern', 'names statement last.named'],
    ['marov', 'names statement said'],
    ['marow', 'similar statement said'],
  ])('of "%s" a thousand are ranked, with %s first', async (q, best) => {
    const found = await ask(api, q, '&kind=statement&limit=2');
    expect(rows(found)[0]).toBe(best);
    expect(rows(found)[1]).toMatch(/^prose statement /);
    expect(found.facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  });

  test.each([
    ['ember rovul', 84],
    // One of them has no word that is like the one which all the others have.
    ['cinder tolun', 85],
    ['vesselbank', 1],
  ])('names that "%s" nearly is are found, however many they are', async (q, many) => {
    const { data, facets } = await ask(api, q, '&limit=200&kind=entity');
    expect(data.map(({ rank }: Item) => rank)).toEqual(Array(many).fill('similar'));
    expect(facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  });

  test('a word that is nearly one of a name is found by all of it, and not by its beginning', async () => {
    const found = await ask(api, 'avessel', '&kind=entity');
    expect(rows(found)).toEqual(['similar entity vessel-bank', 'prose entity pier']);
    expect(found.facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  });

  test('of a word that is in no name a thousand are ranked, too', async () => {
    const { data, facets } = await ask(api, 'died', '&limit=2');
    expect(data.map(({ rank, id }: Item) => `${rank} ${id}`)).toEqual([
      'prose marov-report.counted',
      'prose much-else.said-10',
    ]);
    expect(facets.kind[2]).toEqual({ kind: 'statement', count: 1000, capped: true });
  });

  test('of what is found the first that were loaded are ranked: a later one may fit as well', async () => {
    expect(rows(await ask(api, 'lantern', '&kind=statement&limit=5'))).toEqual([
      'names statement last.named',
      'prose statement much-else.said-0',
      'prose statement much-else.said-1000',
      'prose statement much-else.said-2000',
      'prose statement much-else.said-1',
    ]);
    expect(rows(await ask(api, 'lantern', '&kind=entity&limit=3'))).toEqual([
      'prefix entity lantern-0',
      'prefix entity lantern-1',
      'prefix entity lantern-2',
    ]);
  });

  test('a word stands in a name, too, as part of a longer word than is kept of names', async () => {
    const headline = `Of a ${'super'.repeat(40)}lantern`;
    await api.load(bundle({ article: { id: 'longer', headline, text: TEXT } }));
    expect(rows(await ask(api, 'lantern', '&kind=article'))).toEqual([
      'names article longer',
      'prose article last',
      'prose article much-else',
    ]);
    const words = async () =>
      (await api.database.pool.query('SELECT word FROM name_word ORDER BY 1')).rows;
    const loaded = await words();
    await api.database.pool.query(`DELETE FROM name_word WHERE word = ''`);
    expect(await words()).toEqual(loaded.slice(1));
    await api.database.pool.query(await migrationSql('20261126170000_longer_words'));
    expect(await words()).toEqual(loaded);
  });
});
