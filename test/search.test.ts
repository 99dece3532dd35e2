import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from '../src/project.js';
import { type Api, createApi, type Item } from './support/app.js';
import {
  bundle,
  type EntityJson,
  entity,
  event,
  figure,
  span,
  statement,
  TEXT,
} from './support/bundles.js';

let seeded: Api;
let reports: Api;
let made: Api;
beforeAll(async () => {
  [seeded, reports, made] = await Promise.all([
    createApi('seeded'),
    createApi('reports'),
    createApi('empty'),
  ]);
  await made.load(MAROV);
});
afterAll(() => Promise.all([seeded.close(), reports.close(), made.close()]));

const migration = (name: string) =>
  readFile(projectPath('prisma', 'migrations', name, 'migration.sql'), 'utf8');

const place = (id: string, name: string, more: Partial<EntityJson> = {}) =>
  entity({ id, type: 'place', name, mentions: [span(TEXT, 'Lake Orm')], ...more });

/** Things whose names are, have, nearly have or do not have "Marov". */
const MAROV = bundle({
  article: { id: 'marov-report', label: 'Report on Marov', text: TEXT },
  entities: [
    entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
    place('amarovka', 'Amarovka'),
    place('marow', 'Marow'),
    place('valley', 'The Valley', { description: 'Valley below Marov.' }),
    place('marov-hill', 'Marov Hill'),
    place('old-marov', 'Old Marov'),
    place('marov', 'Marov', { aliases: ['Маров', '마로브', 'Märöv 🏔'] }),
    place('gross-strasse', 'Große Straße'),
    place('laka', 'Łąka', { aliases: ['Лонка'] }),
  ],
  events: [
    event({
      id: 'fall-of-marov',
      title: 'Marov falls',
      summary: null,
      places: ['valley'],
      participants: [],
    }),
    event({
      id: 'march',
      title: 'A march',
      summary: 'People march.',
      places: ['marov'],
      participants: [],
    }),
  ],
  statements: [
    statement({
      id: 'said',
      summary: '🛰 Łąka and Große Straße are lost; 김민지 saw Łąka.',
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities: ['marov'], events: [] },
    }),
    statement({
      id: 'counted',
      summary: 'Three hundred died when Marov fell.',
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities: [], events: [] },
    }),
  ],
  figures: [
    figure({ statement: 'counted', population: null, place: 'old-marov', event: null }),
    figure({ id: 'dead', statement: 'counted', population: null, place: null, event: null }),
  ],
  relations: [],
});

const rows = ({ data }: Item) =>
  data.map(({ rank, kind, id }: Item) => `${rank} ${kind} ${id.replace('marov-report.', '')}`);
const counts = ({ facets }: Item) => facets.kind.map(({ count }: Item) => count);
const ask = (api: Api, q: string, more = '') =>
  api.body(`/v1/search?q=${encodeURIComponent(q)}${more}`);

/** What is highlighted, cut out by code points: `field: words, words`. */
const shown = ({ highlights }: Item) =>
  highlights.map(
    ({ field, text, matches }: Item) =>
      `${field}: ${matches
        .map(({ start, end }: Item) =>
          Array.from(text as string)
            .slice(start, end)
            .join(''),
        )
        .join(', ')}`,
  );
const first = async (api: Api, q: string, more = '') => {
  const [item] = (await ask(api, q, more)).data;
  return item && [item.rank, item.kind, item.id, ...shown(item)];
};

test('a page has items with what was found in them, and counts of every kind', async () => {
  expect(await ask(seeded, 'Зеленський', '&kind=entity')).toEqual({
    data: [
      {
        kind: 'entity',
        id: 'volodymyr-zelensky',
        title: 'Volodymyr Zelensky',
        rank: 'prefix',
        score: 0.8,
        highlights: [
          { field: 'names', text: 'Володимир Зеленський', matches: [{ start: 10, end: 20 }] },
        ],
      },
    ],
    page: {
      limit: 25,
      next: null,
      links: {
        self: `/v1/search?q=${encodeURIComponent('Зеленський')}&kind=entity`,
        first: `/v1/search?q=${encodeURIComponent('Зеленський')}&kind=entity`,
        next: null,
      },
    },
    facets: {
      kind: [
        { kind: 'entity', count: 1, capped: false },
        { kind: 'event', count: 1, capped: false },
        { kind: 'statement', count: 5, capped: false },
        { kind: 'figure', count: 3, capped: false },
        { kind: 'article', count: 1, capped: false },
      ],
    },
  });
});

describe('the order', () => {
  test('is by rank, then kind, shorter title and id', async () => {
    const answer = await ask(made, 'marov');
    expect(rows(answer)).toEqual([
      'exact entity marov',
      'prefix entity old-marov',
      'prefix entity marov-hill',
      'prefix event fall-of-marov',
      'prefix article marov-report',
      'names entity amarovka',
      'names event march',
      'names statement said',
      'names figure killed',
      'similar entity marow',
      'prose entity valley',
      'prose statement counted',
      'prose figure dead',
    ]);
    expect(answer.data.map(({ score }: Item) => score)).toEqual([
      1, 0.8, 0.8, 0.8, 0.8, 0.6, 0.6, 0.6, 0.6, 0.4, 0.1, 0.1, 0.1,
    ]);
    expect(answer.data.map(({ title }: Item) => title).slice(7, 9)).toEqual([
      '🛰 Łąka and Große Straße are lost; 김민지 saw Łąka.',
      'killed: over 300',
    ]);
    expect(counts(answer)).toEqual([6, 2, 2, 2, 1]);
  });

  test.each([
    ['zel', 'volodymyr-zelensky'],
    ['Zelensky', 'volodymyr-zelensky'],
    ['north korea', 'north-korea'],
    ['kim jong', 'kim-jong-un'],
    ['nis', 'nis'],
    ['Lee Seong Kwon', 'lee-seong-kweun'],
  ])('of "%s" in the seed begins with %s', async (q, id) => {
    expect((await ask(seeded, q, '&limit=1')).data[0].id).toBe(id);
  });

  test('is the same page by page, and ends', async () => {
    const all = await ask(seeded, 'north', '&limit=200');
    expect(all.page.next).toBeNull();
    const walked = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Item = await ask(seeded, 'north', `&limit=7${next && `&cursor=${next}`}`);
      expect(page.facets).toEqual(all.facets);
      walked.push(...page.data);
      next = page.page.next;
    }
    expect(walked).toEqual(all.data);
  });
});

describe('words are found', () => {
  test.each([
    ['김정은', 'in Hangul', ['exact', 'entity', 'kim-jong-un', 'names: 김정은']],
    ['정은', 'by a given name', ['names', 'entity', 'kim-jong-un', 'names: 정은']],
    ['володимир', 'in Cyrillic', ['prefix', 'entity', 'volodymyr-zelensky', 'names: Володимир']],
    ['chong un', 'accents aside', ['prefix', 'entity', 'kim-jong-un', 'names: Chŏng, ŭn']],
    ['ZELENSKYY', 'capitals aside', ['prefix', 'entity', 'volodymyr-zelensky', 'names: Zelenskyy']],
    ['kweun lee', 'in any order', ['names', 'entity', 'lee-seong-kweun', 'title: Lee, kweun']],
    ['zelenzky', 'with a slip', ['similar', 'entity', 'volodymyr-zelensky', 'title: Zelensky']],
    ['lodymy', 'inside of words', ['names', 'entity', 'volodymyr-zelensky', 'title: lodymy']],
    ['vo', 'by two letters', ['prefix', 'entity', 'volodymyr-zelensky', 'title: Vo']],
  ])('%s: %s', async (q, _how, expected) => {
    expect(await first(seeded, q)).toEqual(expected);
  });

  test('but two letters not inside of words', async () => {
    expect((await ask(seeded, 'ym', '&kind=entity')).data).toEqual([]);
  });

  test.each([
    ['łąka', ['exact', 'entity', 'laka', 'title: Łąka']],
    ['LAKA', ['exact', 'entity', 'laka', 'title: Łąka']],
    ['лонка', ['exact', 'entity', 'laka', 'names: Лонка']],
    [
      'Пограничный корпус',
      ['exact', 'entity', 'oskelund-border-corps', 'names: Пограничный, корпус'],
    ],
    ['수지등불', ['exact', 'entity', 'tallow-lantern', 'names: 수지등불']],
    ['dobrash vekn', ['similar', 'entity', 'dobrash-vekin', 'title: Dobrash, Vekin']],
  ])('%s in the reports', async (q, expected) => {
    expect(await first(reports, q)).toEqual(expected);
  });
});

describe('among thousands of statements', () => {
  let api: Api;
  const herald = entity({ id: 'the-herald', type: 'organization', name: 'The Herald' });
  const said = (id: string, summary: string, entities: string[] = []) =>
    statement({
      id,
      summary,
      attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
      about: { entities, events: [] },
    });
  const nothingElse = { events: [], figures: [], relations: [] };
  // What is asked for below stands in nearly all of them, "lantern" in four of five.
  const much = bundle({
    article: { id: 'much-else', text: TEXT },
    // More than an index is asked for, to all of which "marof" is like, and "maruv" to none.
    entities: [
      herald,
      ...Array.from({ length: 1_100 }, (_, nth) => place(`lantern-${nth}`, `Lantern ${nth}`)),
      ...Array.from('abcdefghijkl').flatMap((one) =>
        Array.from('abcdefg', (other) => place(`marov${one}${other}`, `Marov${one}${other}`)),
      ),
    ],
    statements: Array.from({ length: 12_500 }, (_, nth) =>
      said(
        `said-${nth}`,
        nth % 1_000 === 0
          ? 'A lantern.'
          : `Old Marov, Valley, Hill: marow, maruv, marrov, marof died.${nth % 5 === 0 ? '' : ' A lantern.'}`,
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

  test('of what is found the first that were loaded are ranked: a later one may fit as well', async () => {
    expect(rows(await ask(api, 'lantern', '&kind=statement&limit=4'))).toEqual([
      'names statement last.named',
      'prose statement much-else.said-0',
      'prose statement much-else.said-1000',
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
    await api.database.pool.query(await migration('20261126170000_longer_words'));
    expect(await words()).toEqual(loaded);
  });
});

test('a word of the text is found beside a name that contains what is like it, and is not', async () => {
  const api = await createApi('empty');
  const json = bundle({
    article: { id: 'of-salt', text: TEXT },
    entities: [
      entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
      place('ministry', 'Ministry'),
      place('preministry', 'Preministry'),
    ],
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

test('what is more alike comes first, though a page is full of another kind that is less so', async () => {
  const api = await createApi('empty');
  const json = bundle({
    article: { id: 'of-birds', text: TEXT },
    entities: [
      entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
      place('kestral', 'Kestral'),
      place('kestral-bay', 'Kestral Bay'),
    ],
    events: [event({ id: 'flight', title: 'Kestrel', participants: [], places: [] })],
    statements: [],
    figures: [],
    relations: [],
  });
  try {
    await api.load(json);
    const all = ['similar event flight', 'similar entity kestral', 'similar entity kestral-bay'];
    expect(rows(await ask(api, 'kestrelo'))).toEqual(all);
    expect(rows(await ask(api, 'kestrelo', '&limit=1'))).toEqual(all.slice(0, 1));
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
        entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
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
    const [backfill = ''] = (await migration(name)).match(/^INSERT [^;]*;$/m) ?? [];
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
        entities: [
          entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
          place(`${id}-place`, name),
        ],
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

describe('whatever the scope, a search finds what the lists find by their q', () => {
  const LISTS = {
    entity: 'entities',
    event: 'events',
    statement: 'statements',
    figure: 'figures',
    article: 'articles',
  };
  let api: Api;
  beforeAll(async () => {
    api = await createApi('reports');
    await api.load(LATE, EARLY, AGAIN);
  });
  afterAll(() => api.close());

  /** An article that tells of one harbour in its own words, and of an event there. */
  const harbour = (id: string, day: string, name: string, description: string) =>
    bundle({
      article: { id, label: `Of ${name}`, published: { edtf: day, basis: 'inferred' } },
      entities: [
        entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
        place('harbour', name, { description }),
      ],
      events: [
        event({
          id: 'fair',
          title: `Fair of ${name}`,
          summary: description,
          places: ['harbour'],
          participants: [],
        }),
      ],
      statements: [],
      figures: [],
      relations: [],
    });
  // The first article that was loaded is the last that was published, and one is loaded anew.
  const LATE = harbour('late', '2031-03-19', 'Grainport', 'Ships carry wheat.');
  const EARLY = harbour('early', '2031-03-11', 'Amberton', 'Where resin is sold.');
  const AGAIN = harbour('early', '2031-03-12', 'Amberquay', 'Where resin was sold.');

  test.each([
    '',
    '&asOfRelease=3',
    '&asOfRelease=6',
    '&asOfRelease=7',
    '&publishedBefore=2031-03-12',
    '&publishedBefore=2031-03-13',
    '&publishedBefore=2031-03-18',
    '&publishedBefore=2032-01-01',
    '&publishedBefore=2031-03-15&asOfRelease=7',
  ])('"%s"', async (scope) => {
    const words = ['skore', 'brigade killed', 'tallow lantren', '40', 'la', 'при'];
    const harbours = ['grainport', 'amberton', 'amberqay', 'wheat', 'resin sold', 'amberton ships'];
    for (const q of [...words, ...harbours]) {
      const { data, facets } = await ask(api, q, `&limit=200${scope}`);
      for (const [kind, list] of Object.entries(LISTS)) {
        const found = data.filter((item: Item) => item.kind === kind);
        const listed = await api.ids(`/v1/${list}?limit=200&q=${encodeURIComponent(q)}${scope}`);
        expect(found.map(({ id }: Item) => id).toSorted(), `${kind} ${q}`).toEqual(
          listed.toSorted(),
        );
        const counted = facets.kind.find((entry: Item) => entry.kind === kind);
        expect(counted.count, `${kind} ${q}`).toBe(listed.length);
      }
    }
  });

  test('among them what only an article said that was loaded later and published earlier', async () => {
    const { data } = await ask(api, 'resin', '&kind=entity&publishedBefore=2031-03-13');
    expect(data.map(({ id, title }: Item) => [id, title])).toEqual([['harbour', 'Amberquay']]);
    // Now the description is that of the article that was loaded first.
    const now = await ask(api, 'resin', '&kind=entity');
    expect(now.data.map(({ id }: Item) => id)).not.toContain('harbour');
  });
});

describe('highlights', () => {
  test('count code points, whatever the script, and trace what was folded', async () => {
    const [said] = (await ask(made, 'laka gross strasse 김민지', '&kind=statement')).data;
    expect(said.highlights).toEqual([
      {
        field: 'title',
        text: '🛰 Łąka and Große Straße are lost; 김민지 saw Łąka.',
        matches: [
          { start: 2, end: 6 },
          { start: 11, end: 15 },
          { start: 17, end: 23 },
          { start: 34, end: 37 },
          { start: 42, end: 46 },
        ],
      },
    ]);
  });

  test.each([
    ['stras', 'title: Straß'],
    ['strass', 'title: Straß'],
    ['oss', 'title: oß'],
  ])('show half a letter whole: %s', async (q, expected) => {
    expect((await first(made, q))?.slice(3)).toEqual([expected]);
  });

  test('are in as few texts as have the words', async () => {
    const { data } = await ask(made, 'marov died', '&kind=figure');
    expect(data.map(shown)).toEqual([['prose: died, Marov'], ['prose: died, Marov']]);
    expect(await first(made, '마로브')).toEqual(['exact', 'entity', 'marov', 'names: 마로브']);
    expect(await first(made, 'marov valley', '&kind=entity')).toEqual([
      'prose',
      'entity',
      'valley',
      'prose: Valley, Marov',
    ]);
  });

  test('point to the name that a slip is most likely meant for', async () => {
    const [marow] = (await ask(made, 'marov')).data.filter(({ id }: Item) => id === 'marow');
    expect(shown(marow)).toEqual(['title: Marow']);
  });
});

describe('filters', () => {
  test('keep one kind and leave out the others, but not from the counts', async () => {
    const all = await ask(made, 'marov');
    for (const kind of ['entity', 'event', 'statement', 'figure', 'article']) {
      const one = await ask(made, 'marov', `&kind=${kind}`);
      expect(one.data).toEqual(all.data.filter((item: Item) => item.kind === kind));
      expect(one.facets).toEqual(all.facets);
    }
    const two = await ask(made, 'marov', '&kind=article,event');
    expect(rows(two)).toEqual([
      'prefix event fall-of-marov',
      'prefix article marov-report',
      'names event march',
    ]);
  });

  test('go back to a release, and to what was published by a day', async () => {
    const at = async (scope: string) => counts(await ask(reports, 'tallow lantern', scope));
    const now = await at('');
    expect(await at('&asOfRelease=1')).toEqual([0, 0, 0, 0, 0]);
    expect(await at('&asOfRelease=2')).toEqual(await at('&publishedBefore=2031-03-13'));
    expect(await at('&asOfRelease=4')).toEqual(await at('&publishedBefore=2031-03-18'));
    expect(await at('&publishedBefore=2032-01-01')).toEqual(now);
    expect(await at('&publishedBefore=2031-03-12')).toEqual([0, 0, 0, 0, 0]);
    const { data } = await ask(reports, 'tallow', '&kind=entity&publishedBefore=2031-03-13');
    const [then] = data;
    expect([then.title, then.rank, shown(then)]).toEqual([
      'Tallow Lantern',
      'prefix',
      ['title: Tallow'],
    ]);
    const { data: later } = await ask(
      reports,
      'сальный',
      '&kind=entity&publishedBefore=2031-03-13',
    );
    expect(later).toEqual([]);
  });
});

describe('what cannot be answered is refused by name', () => {
  test.each([
    ['', 'q'],
    ['q=', 'q'],
    ['q=%20%2C', 'q'],
    ['q=%25_%5C', 'q'],
    ['q=a%00b', 'q'],
    [`q=${'x'.repeat(201)}`, 'q'],
    [`q=${encodeURIComponent('🛰')}`, 'q'],
    [`q=${'x%20'.repeat(13)}`, 'q'],
    ['q=x&kind=entitty', 'kind'],
    ['q=x&sort=id', 'sort'],
    ['q=x&total=true', 'total'],
    ['q=x&limit=0', 'limit'],
    ['q=x&cursor=x', 'cursor'],
    ['q=x&asOfRelease=99', 'asOfRelease'],
  ])('search?%s', async (query, parameter) => {
    const { status, body } = await seeded.get(`/v1/search?${query}`);
    expect([status, body.errors.map((error: Item) => error.parameter)]).toEqual([400, [parameter]]);
  });

  test('and so is a cursor of another search', async () => {
    const { page } = await ask(seeded, 'north', '&limit=1');
    const { status, body } = await seeded.get(`/v1/search?q=south&cursor=${page.next}`);
    expect([status, body.errors[0].parameter]).toEqual([400, 'cursor']);
  });
});

test.each([
  'qqqqq',
  '100%',
  'qx_qz',
  "x'; DROP TABLE figure; --",
  'back\\slash',
  '"quoted"',
  '(.*)+[a-z]{2,}$^|',
  `${'x'.repeat(200)}`,
])('what stands nowhere is an empty answer: %s', async (q) => {
  const answer = await ask(seeded, q);
  expect([answer.data, answer.page.next, counts(answer)]).toEqual([[], null, [0, 0, 0, 0, 0]]);
});
