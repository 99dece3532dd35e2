import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, entity, type Full, span, statement, TEXT } from './support/bundles.js';

let api: Api;
let sparse: Api;
beforeAll(async () => {
  [api, sparse] = await Promise.all([createApi('seeded'), createApi('empty')]);
  await sparse.load(...SPARING);
});
afterAll(() => Promise.all([api.close(), sparse.close()]));

/** One article reports a statement about nothing that happened, and another only names somebody. */
const SPARING: Full[] = [
  bundle({
    events: [],
    statements: [statement({ about: { entities: ['norland'], events: [] } })],
    figures: [],
    relations: [],
  }),
  bundle({
    article: { id: 'silence', published: { edtf: '2025-03-01', basis: 'inferred' } },
    entities: [
      entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
      entity({
        id: 'quiet-lake',
        type: 'place',
        name: 'Quiet Lake',
        mentions: [span(TEXT, 'Lake Orm')],
      }),
    ],
    events: [],
    statements: [],
    figures: [],
    relations: [],
  }),
];

const ALONE = 'nothing meets it, whatever the other filters';
const WITHOUT = 'without it something would be left';
const TOGETHER = 'only together do the filters leave nothing';

/** The whole page of an answer that has nothing, for these reasons. */
const emptied = (path: string, hints: [string, string][]) => ({
  limit: 25,
  next: null,
  links: { self: `/v1/${path}`, first: `/v1/${path.replace(',', '%2C')}`, next: null },
  hints: hints.map(([parameter, message]) => ({ parameter, message })),
});

test.each<[string, [string, string][]]>([
  ['figures?measure=missing&origin=nis', [['measure', ALONE]]],
  [
    'figures?measure=deployed&origin=nis',
    [
      ['measure', WITHOUT],
      ['origin', WITHOUT],
    ],
  ],
  [
    'figures?measure=captured&valueMin=9000&match=certain',
    [
      ['measure', WITHOUT],
      ['valueMin', WITHOUT],
    ],
  ],
  ['figures?from=1990-01-01&to=1990-12-31&match=certain', [['from, to', ALONE]]],
  ['entities?q=qqqqq&type=person', [['q', ALONE]]],
  ['events?participant=kim-jong-un&role=victim', [['participant', ALONE]]],
  [
    'relations?subject=kim-jong-un&object=russia&type=supplies',
    [
      ['type', TOGETHER],
      ['subject', TOGETHER],
      ['object', TOGETHER],
    ],
  ],
  ['figures?measure=killed&publishedBefore=1990-01-01', [['publishedBefore', ALONE]]],
  ['entities?publishedBefore=1990-01-01', [['publishedBefore', ALONE]]],
  // A release never changes, so what others have is not said of it.
  ['figures?measure=killed&asOfRelease=1', [['measure', ALONE]]],
])('%s says which filter left nothing', async (path, hints) => {
  const { data, page } = await api.body(`/v1/${path}`);
  expect(data).toEqual([]);
  expect(page).toEqual(emptied(path, hints));
});

test.each(['figures?measure=killed', 'timeline?kind=event', 'search?q=zelensky'])(
  '%s has something and gives no hints',
  async (path) => {
    const { data, page } = await api.body(`/v1/${path}`);
    expect(data).not.toEqual([]);
    expect(Object.keys(page)).toEqual(['limit', 'next', 'links']);
  },
);

test('nor does an empty list without filters', async () => {
  const { page } = await sparse.body('/v1/events');
  expect(Object.keys(page)).toEqual(['limit', 'next', 'links']);
});

describe('the timeline', () => {
  test.each([
    ['type', 'type=protest'],
    ['modality', 'modality=negated'],
    ['participant', 'participant=news-agencies'],
    ['role', 'role=witness'],
    ['place', 'place=news-agencies'],
    ['agent', 'agent=kim-jong-un'],
    ['from, to', 'from=1990-01-01&to=1990-12-31&match=certain'],
    ['q', 'q=qqqqq'],
    ['publishedBefore', 'publishedBefore=1990-01-01'],
  ])('names %s that nothing meets, and nothing beside it', async (parameter, filter) => {
    const path = `timeline?kind=statement&${filter}`;
    const { data, page } = await api.body(`/v1/${path}`);
    expect(data).toEqual([]);
    expect(page).toEqual(emptied(path, [[parameter, ALONE]]));
  });

  test.each<[string, [string, string][]]>([
    [
      'type=agree&place=russia',
      [
        ['type', WITHOUT],
        ['place', WITHOUT],
      ],
    ],
    // The statement of whom he knows is about him, but only one event must meet all filters.
    [
      'participant=nis&role=recipient&kind=event',
      [
        ['participant', WITHOUT],
        ['role', WITHOUT],
      ],
    ],
    [
      'type=consult&agent=volodymyr-zelensky&publishedBefore=2025-02-01',
      [
        ['type', WITHOUT],
        ['agent', WITHOUT],
      ],
    ],
  ])('names of timeline?%s those without which something is left', async (filter, hints) => {
    const path = `timeline?${filter}`;
    expect((await api.body(`/v1/${path}`)).page).toEqual(emptied(path, hints));
  });

  test.each([
    ['kind', 'kind=event&article=lake-orm'],
    ['article', 'kind=statement&article=silence'],
  ])('names %s that nothing meets in another', async (parameter, filter) => {
    const path = `timeline?${filter}`;
    expect((await sparse.body(`/v1/${path}`)).page).toEqual(emptied(path, [[parameter, ALONE]]));
  });
});

describe('a search', () => {
  const nothing = ['entity', 'event', 'statement', 'figure', 'article'].map((kind) => ({
    kind,
    count: 0,
    capped: false,
  }));

  test.each([
    ['q', ALONE, 'q=qqqqq'],
    ['q', ALONE, 'q=qqqqq&kind=entity,figure'],
    ['publishedBefore', ALONE, 'q=zelensky&publishedBefore=1990-01-01'],
    ['publishedBefore', ALONE, 'q=zelensky&kind=event&publishedBefore=1990-01-01'],
  ])('names %s: %s (%s)', async (parameter, message, query) => {
    const path = `search?${query}`;
    expect(await api.body(`/v1/${path}`)).toEqual({
      data: [],
      page: emptied(path, [[parameter, message]]),
      facets: { kind: nothing },
    });
  });

  test('names the kind that what was found is not of, and never the words it needs', async () => {
    const path = 'search?q=addressed&kind=figure';
    const { data, page, facets } = await api.body(`/v1/${path}`);
    expect(data).toEqual([]);
    expect(page).toEqual(emptied(path, [['kind', WITHOUT]]));
    const found = facets.kind.filter(({ count }: Item) => count > 0);
    expect(found.map(({ kind }: Item) => kind)).toEqual([
      'entity',
      'event',
      'statement',
      'article',
    ]);
  });

  test('names the day before which nobody wrote the words', async () => {
    const path = 'search?q=quiet&publishedBefore=2025-02-01';
    expect((await sparse.body(`/v1/${path}`)).page).toEqual(
      emptied(path, [['publishedBefore', WITHOUT]]),
    );
  });

  test('names the kind of which there is nothing, whatever the words and the day', async () => {
    const path = 'search?q=lake&kind=event&publishedBefore=2025-02-01';
    expect((await sparse.body(`/v1/${path}`)).page).toEqual(emptied(path, [['kind', ALONE]]));
  });
});
