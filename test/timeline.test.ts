import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
let reports: Api;
beforeAll(async () => {
  [api, reports] = await Promise.all([createApi('seeded'), createApi('reports')]);
});
afterAll(() => Promise.all([api.close(), reports.close()]));

/** Ids in order, those of statements without what the articles have in common. */
const ids = async (filter: string) =>
  (await reports.ids(`/v1/timeline?limit=200&${filter}`)).map((id) =>
    id.replace('varn-border-2031-03-', ''),
  );

const DATED = [
  'lowland-campaign',
  'skore-shelling',
  'laka-fighting',
  'battle-of-skore',
  'skore-talks',
];
const UNDATED = ['flight-from-laka', 'gas-attack-at-laka', 'tamrey-intervention'];

test('an item is an event with who takes part, or a statement with its chain, at its time', async () => {
  const { data } = await api.body(
    '/v1/timeline?from=2025-01-11&to=2025-01-12&match=certain&participant=ukrainian-prisoners-in-russia',
  );
  const weekend = {
    edtf: '2025-01-11/2025-01-12',
    earliest: '2025-01-11',
    latest: '2025-01-12',
    precision: 'interval',
    text: 'over the weekend',
    basis: 'inferred',
  };
  const zelensky = { id: 'volodymyr-zelensky', name: 'Volodymyr Zelensky', type: 'person' };
  expect(data).toEqual([
    {
      kind: 'event',
      id: 'zelensky-offers-exchange',
      title: 'Zelensky offers an exchange in a post',
      type: 'agree',
      time: weekend,
      dated: true,
      entities: [
        zelensky,
        expect.objectContaining({ id: 'captured-nk-soldiers' }),
        expect.objectContaining({ id: 'ukrainian-prisoners-in-russia' }),
      ],
    },
    {
      kind: 'statement',
      id: `${ARTICLE}.exchange-offer`,
      title: 'Ukraine would hand over the two captives in return for Ukrainians held in Russia.',
      type: 'offer',
      time: weekend,
      dated: true,
      entities: [zelensky, { id: 'news-agencies', name: 'News agencies (unnamed)', type: 'group' }],
    },
  ]);
});

test('what has a date stands in its order, what has none comes last in both and says so', async () => {
  expect(await ids('kind=event')).toEqual([...DATED, ...UNDATED]);
  expect(await ids('kind=event&sort=-time')).toEqual([
    ...DATED.toReversed(),
    ...UNDATED.toReversed(),
  ]);
  for (const sort of ['time', '-time']) {
    const { data } = await reports.body(`/v1/timeline?kind=event&sort=${sort}`);
    expect(data.map(({ dated }: Item) => dated)).toEqual([
      ...DATED.map(() => true),
      ...UNDATED.map(() => false),
    ]);
    expect(data.at(-1).time).toMatchObject({ edtf: null, basis: 'unknown' });
  }
});

test('at one time events come before statements, and each kind as it was loaded', async () => {
  const path = '/v1/timeline?from=2025-01-11&to=2025-01-12&match=certain';
  const weekend = [
    'capture-of-two-nk-soldiers',
    'zelensky-offers-exchange',
    `${ARTICLE}.exchange-offer`,
    `${ARTICLE}.more-captures-likely`,
    `${ARTICLE}.other-options`,
  ];
  expect(await api.ids(path)).toEqual(weekend);
  expect(await api.ids(`${path}&sort=-time`)).toEqual(weekend.toReversed());
});

test('from and to keep by default what may fit, and what must with match=certain', async () => {
  const days = 'kind=event&from=2031-03-08&to=2031-03-10';
  expect(await ids(`${days}&match=certain`)).toEqual(['battle-of-skore']);
  // The campaign goes on, so it may; the undated may; what is over or to come cannot.
  expect(await ids(days)).toEqual(['lowland-campaign', 'battle-of-skore', ...UNDATED]);
  expect(await ids('from=2031-04-01&match=certain')).toEqual(['skore-talks']);
  expect(await ids('to=2031-03-03&match=certain')).toEqual(['skore-shelling']);
});

test.each([
  ['type=mobilize', ['tamrey-intervention', 'c.tamrey-troops']],
  ['type=mobilize,consult', ['skore-talks', 'tamrey-intervention', 'c.tamrey-troops', 'd.talks']],
  ['kind=statement&type=consult', ['d.talks']],
  ['kind=event&type=consult', ['skore-talks']],
  ['modality=negated', ['gas-attack-at-laka', 'b.no-gas']],
  // What it takes part in, what is said of that, and what is said of itself.
  ['participant=tamrey', ['tamrey-intervention', 'c.tamrey-troops', 'c.alliance', 'd.background']],
  ['participant=tamrey&role=actor', ['tamrey-intervention', 'c.tamrey-troops']],
  ['participant=tamrey&role=victim', []],
  ['participant=tamrey&type=assault', []],
  ['role=object', ['tamrey-intervention', 'c.tamrey-troops']],
  [
    'place=skore',
    [
      'skore-shelling',
      'battle-of-skore',
      'skore-talks',
      'a.brigade-dead',
      'b.brigade-dead',
      'b.skore-losses',
      'c.shelling',
      'd.brigade-dead',
      'd.skore-losses',
      'd.talks',
    ],
  ],
  // One event must meet all filters.
  ['place=skore&participant=skore-residents', ['skore-shelling', 'c.shelling']],
  ['place=skore&type=consult', ['skore-talks', 'd.talks']],
  [
    'place=lowland&kind=statement&article=varn-border-2031-03-c',
    ['c.prisoners', 'c.corps-strength'],
  ],
  ['agent=soro-behan', ['laka-fighting', 'skore-talks', 'd.laka-dead', 'd.talks']],
  ['agent=soro-behan&kind=event', ['laka-fighting', 'skore-talks']],
  [
    'article=varn-border-2031-03-d&kind=event',
    ['laka-fighting', 'battle-of-skore', 'skore-talks', 'flight-from-laka'],
  ],
  ['article=varn-border-2031-03-d&type=consult', ['skore-talks', 'd.talks']],
  ['q=gas', ['gas-attack-at-laka', 'b.no-gas']],
  ['q=envoy', ['d.background']],
])('timeline?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await ids(filter)).toEqual(expected);
});

test('a timeline says what a release said, or what could be known by a day', async () => {
  const first = await reports.body('/v1/timeline?limit=200&asOfRelease=2');
  expect(first.data).toHaveLength(11);
  expect(first.data.map(({ id }: Item) => id)).not.toContain('skore-talks');
  const known = await reports.body('/v1/timeline?limit=200&publishedBefore=2031-03-13');
  expect(known.data).toEqual(first.data);
  expect(await ids('publishedBefore=2031-03-12')).toEqual([]);
});

describe('a walk through the pages gives each item once and in order', () => {
  test.each([
    ['seeded', 'sort=time', 1],
    ['seeded', 'sort=-time', 2],
    ['reports', 'sort=time', 1],
    ['reports', 'sort=time', 2],
    ['reports', 'sort=-time', 7],
    ['reports', 'sort=-time&kind=statement', 7],
  ])('%s %s, %i at a time', async (which, filter, limit) => {
    const of = which === 'seeded' ? api : reports;
    const all = await of.body(`/v1/timeline?${filter}&limit=200&total=true`);
    expect(all.page).toMatchObject({ next: null, total: all.data.length });
    const items: Item[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next && `&cursor=${next}`;
      const { data, page } = await of.body(`/v1/timeline?${filter}&limit=${limit}${cursor}`);
      items.push(...data);
      next = page.next;
    }
    expect(items).toEqual(all.data);
    const unique = new Set(items.map(({ kind, id }) => `${kind} ${id}`));
    expect(unique.size).toBe(items.length);
  });
});

test.each([
  [
    'kind=figure',
    { parameter: 'kind', message: '"figure" is not allowed', allowed: ['event', 'statement'] },
  ],
  [
    'agent=niss',
    {
      parameter: 'agent',
      message: '"niss" is no id of an entity; /v1/entities lists them',
      suggestion: 'nis',
    },
  ],
  [
    'from=2025-02-01&to=2025-01-01',
    { parameter: 'to', message: '"2025-01-01" must not be less than 2025-02-01' },
  ],
])('timeline?%s is refused', async (parameters, error) => {
  const { status, body } = await api.get(`/v1/timeline?${parameters}`);
  expect(status).toBe(400);
  expect(body.errors).toEqual([error]);
});
