import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from '../support/app.js';
import { bundle, event, statement, TEXT } from '../support/bundles.js';
import { ask, counts, first, herald, MAROV, ofPlaces, place, rows, shown } from './ask.js';

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

test('a name is what is asked for whatever marks it begins and ends with, as one of several too', async () => {
  const api = await createApi('empty');
  try {
    await api.load(
      ofPlaces(
        'of-ships',
        place('wreck', '“Kestrel”'),
        place('buoy', 'Buoy 7', { aliases: ['“Kestrel”.'] }),
        place('lee', 'Lee of “Kestrel”'),
        place('bay', '“Kestrel” Bay'),
      ),
    );
    expect(rows(await ask(api, 'kestrel', '&kind=entity'))).toEqual([
      'exact entity buoy',
      'exact entity wreck',
      'prefix entity bay',
      'prefix entity lee',
    ]);
    expect(rows(await ask(api, 'lee of kestrel', '&kind=entity'))).toEqual(['exact entity lee']);
  } finally {
    await api.close();
  }
});

test('a long word is found by all of it, and not by its beginning', async () => {
  const api = await createApi('empty');
  const of = (id: string, description: string) => place(id, id, { description });
  try {
    await api.load(
      ofPlaces(
        'of-boats',
        of('sloop', 'Built by shipwrights.'),
        of('dinghy', 'Hit a shipwreck, or nearly.'),
      ),
    );
    for (const [word, id] of [
      ['shipwright', 'sloop'],
      ['shipwreck', 'dinghy'],
    ]) {
      expect(rows(await ask(api, `${word}`, '&kind=entity'))).toEqual([`prose entity ${id}`]);
      expect(await api.ids(`/v1/entities?q=${word}`)).toEqual([id]);
    }
  } finally {
    await api.close();
  }
});

test('what several articles tell of takes one place among what is found', async () => {
  const api = await createApi('empty');
  const told = (id: string, title: string, summary: string | null) =>
    bundle({
      article: { id, text: TEXT },
      entities: [herald, place('bay', 'Kestrel Bay')],
      events: [event({ id: 'flight', title, summary, participants: [], places: [] })],
      statements: [
        statement({
          id: 'said',
          summary: 'It is lost.',
          attribution: [{ role: 'publisher', agent: 'the-herald', verb: 'reported' }],
          about: { entities: ['bay'], events: [] },
        }),
      ],
      figures: [],
      relations: [],
    });
  try {
    await api.load(...['a', 'b', 'd'].map((id) => told(id, 'Kestrel', null)));
    await api.load(told('c', 'Flight', 'Of a kestrel.'));
    const { data, facets } = await ask(api, 'kestrel', '&kind=event,statement&limit=2');
    expect(rows({ data })).toEqual(['exact event flight', 'names statement a.said']);
    expect(facets.kind.slice(1, 3)).toEqual([
      { kind: 'event', count: 1, capped: false },
      { kind: 'statement', count: 4, capped: false },
    ]);
  } finally {
    await api.close();
  }
});

test('what is more alike comes first, though a page is full of another kind that is less so', async () => {
  const api = await createApi('empty');
  const json = bundle({
    article: { id: 'of-birds', text: TEXT },
    entities: [herald, place('kestral', 'Kestral'), place('kestral-bay', 'Kestral Bay')],
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

test('what is more alike comes first, though shorter names that are less so would fill a page', async () => {
  const api = await createApi('empty');
  const places = [
    place('kestral', 'Kestral'),
    place('kestran', 'Kestran'),
    place('bay', 'The Bay of Kestrel'),
  ];
  try {
    await api.load(ofPlaces('of-birds', ...places));
    const all = ['similar entity bay', 'similar entity kestral', 'similar entity kestran'];
    expect(rows(await ask(api, 'kestrelo'))).toEqual(all);
    expect(rows(await ask(api, 'kestrelo', '&limit=1'))).toEqual(all.slice(0, 1));
  } finally {
    await api.close();
  }
});

test('a word is not more alike for letters that stand in another name', async () => {
  const api = await createApi('empty');
  const places = [place('corvata', 'Corvata'), place('corva', 'Corva'), place('pela', 'Pela')];
  const json = bundle({
    article: { id: 'of-corvata', text: TEXT },
    entities: [herald, ...places],
    events: [
      event({ id: 'flight', title: 'A flight', participants: [], places: ['pela', 'corva'] }),
    ],
    statements: [],
    figures: [],
    relations: [],
  });
  try {
    await api.load(json);
    const found = await ask(api, 'corvala');
    expect(rows(found)).toEqual([
      'similar entity corva',
      'similar entity corvata',
      'similar event flight',
    ]);
    expect(new Set(found.data.map(({ score }: Item) => score)).size).toBe(1);
  } finally {
    await api.close();
  }
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
      entities: [herald, place('harbour', name, { description })],
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

test('letters that were loaded in parts are found as one', async () => {
  const api = await createApi('empty');
  const parts = (id: string, name: string) => place(id, name.normalize('NFD'));
  try {
    await api.load(ofPlaces('of-letters', parts('script', '한글'), parts('city', 'Київ')));
    expect(rows(await ask(api, '한글', '&kind=entity'))).toEqual(['exact entity script']);
    expect(rows(await ask(api, 'Київ'.normalize('NFD'), '&kind=entity'))).toEqual([
      'exact entity city',
    ]);
    const { highlights } = (await ask(api, 'київ', '&kind=entity')).data[0];
    expect(highlights).toEqual([{ field: 'title', text: 'Київ', matches: [{ start: 0, end: 4 }] }]);
  } finally {
    await api.close();
  }
});
