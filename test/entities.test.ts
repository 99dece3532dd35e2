import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, changed } from './support/bundles.js';

let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

const persons = [
  'lee-seong-kweun',
  'kim-jong-un',
  'volodymyr-zelensky',
  'antony-blinken',
  'nk-soldier-with-grenade',
];

test('an entity has its names in every script, its country and its mentions counted', async () => {
  expect(await api.body('/v1/entities/kim-jong-un')).toEqual({
    id: 'kim-jong-un',
    type: 'person',
    name: 'Kim Jong Un',
    aliases: ['Kim Jong-un', 'Kim Chŏng-ŭn', '김정은'],
    description: 'Leader of North Korea.',
    country: 'KP',
    sameAs: ['https://www.wikidata.org/wiki/Q56226'],
    location: null,
    mentions: 2,
  });
});

test('a place has a point and says how closely it stands for the place', async () => {
  const { location } = await api.body('/v1/entities/kursk-region');
  expect(location).toEqual({
    latitude: expect.any(Number),
    longitude: expect.any(Number),
    precision: 'region',
  });
});

test('a mention gives what is meant and what is written', async () => {
  const { data } = await api.body('/v1/entities/russian-government/mentions');
  const entity = { id: 'russian-government', name: 'Government of Russia', type: 'public_body' };
  const span = { article: 'nk-troops-kursk-2025-01', exact: 'Moscow', verified: true };
  expect(data).toEqual([
    { entity, span: { ...span, start: 609, end: 615 } },
    { entity, span: { ...span, start: 2504, end: 2510 } },
  ]);
});

test.each([
  ['kim-jong-un/mentions?q=general', ['General Kim Jong Un']],
  ['kim-jong-un/mentions?article=nk-troops-kursk-2025-01', ['Kim Jong Un', 'General Kim Jong Un']],
  ['kim-jong-un/mentions?sort=-added&limit=1', ['General Kim Jong Un']],
])('entities/%s keeps what fits and nothing else', async (path, exacts) => {
  const { data } = await api.body(`/v1/entities/${path}`);
  expect(data.map(({ span }: Item) => span.exact)).toEqual(exacts);
});

test.each([
  ['type=person', persons],
  [
    'type=person,place&sort=name',
    [
      'antony-blinken',
      'kim-jong-un',
      'kursk-region',
      'lee-seong-kweun',
      'nk-soldier-with-grenade',
      'nk-deployment-regions-in-russia',
      'volodymyr-zelensky',
    ],
  ],
  [
    'country=UA&sort=-id',
    [
      'volodymyr-zelensky',
      'ukrainian-prisoners-in-russia',
      'ukrainian-government',
      'ukrainian-forces',
      'ukraine',
    ],
  ],
  ['type=person&article=nk-troops-kursk-2025-01', persons],
  ['type=person&sort=-added', persons.toReversed()],
])('entities?%s keeps what fits and nothing else', async (filter, ids) => {
  expect(await api.ids(`/v1/entities?${filter}`)).toEqual(ids);
});

describe('q finds names', () => {
  test.each([
    ['Volodymyr zelensky', 'capitals aside', ['volodymyr-zelensky']],
    ['ZELENSKYY', 'by another spelling', ['volodymyr-zelensky']],
    ['zelenzky', 'with a wrong letter', ['volodymyr-zelensky']],
    ['blinkin', 'with another wrong letter', ['antony-blinken']],
    ['Lee Seong Kwon', 'by another romanisation', ['lee-seong-kweun']],
    ['kweun lee', 'with the words in another order', ['lee-seong-kweun']],
    ['kim-jong-un', 'in names and in descriptions', ['kim-jong-un', 'north-korea']],
    ['lodymy', 'by a part of a word', ['volodymyr-zelensky']],
    ['Chong-ung', 'accents aside, with a slip', ['kim-jong-un']],
    ['김정은', 'in Hangul', ['kim-jong-un']],
    ['정은', 'by a part in Hangul', ['kim-jong-un']],
    ['зеленський', 'in Cyrillic', ['volodymyr-zelensky']],
    ['зеленский', 'in Cyrillic, spelt as in Russian', ['volodymyr-zelensky']],
    ['seoulite', 'but not what only begins alike', []],
    ['100%', 'taking signs for no wildcards', []],
  ])('%s: %s', async (q, _how, ids) => {
    expect(await api.ids(`/v1/entities?q=${encodeURIComponent(q)}`)).toEqual(ids);
  });
});

test('a publisher that its own text does not name is known, and named nowhere', async () => {
  const other = await createApi('empty');
  try {
    await other.load(changed(bundle(), { '/entities/0/mentions': undefined }));
    const herald = await other.body('/v1/entities/the-herald');
    expect([herald.name, herald.mentions]).toEqual(['The Herald', 0]);
    expect((await other.body('/v1/entities/the-herald/mentions')).data).toEqual([]);
    expect(await other.ids('/v1/entities?article=lake-orm&limit=1')).toEqual(['the-herald']);
    expect(await other.ids('/v1/articles?publisher=the-herald')).toEqual(['lake-orm']);
  } finally {
    await other.close();
  }
});
