import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, type FigureJson, figure } from './support/bundles.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

const ids = (...local: string[]) => local.map((id) => `${ARTICLE}.${id}`);

test('a figure has its quantity as hedged, what it counts, and on whose word', async () => {
  const figure = await api.body(`/v1/figures/${ARTICLE}.deployed`);
  expect(figure).toEqual({
    id: `${ARTICLE}.deployed`,
    article: ARTICLE,
    measure: 'deployed',
    unit: 'person',
    counting: 'cumulative',
    quantity: {
      value: 10000,
      lower: 10000,
      upper: null,
      lowerInclusive: false,
      upperInclusive: null,
      qualifier: 'more_than',
      text: 'over 10,000',
    },
    population: {
      id: 'nk-soldiers-in-russia',
      name: 'North Korean soldiers sent to Russia',
      type: 'group',
    },
    event: {
      id: 'nk-deployment-to-russia',
      title: 'Kim Jong Un sends soldiers to Russia',
      type: 'mobilize',
    },
    place: { id: 'russia', name: 'Russia', type: 'country' },
    asOf: {
      edtf: null,
      earliest: null,
      latest: null,
      precision: 'unknown',
      text: null,
      basis: 'unknown',
    },
    statement: `${ARTICLE}.seoul-estimate`,
    attribution: [
      {
        position: 1,
        role: 'origin',
        agent: {
          id: 'south-korean-government',
          name: 'Government of South Korea',
          type: 'public_body',
        },
        agentText: null,
        verb: 'estimated',
        certainty: 'probable',
        span: { article: ARTICLE, start: 527, end: 543, exact: 'Seoul estimating', verified: true },
      },
      {
        position: 2,
        role: 'publisher',
        agent: { id: 'news-agencies', name: 'News agencies (unnamed)', type: 'group' },
        agentText: null,
        verb: 'reported',
        certainty: null,
        span: {
          article: ARTICLE,
          start: 3519,
          end: 3538,
          exact: 'Sources By Agencies',
          verified: true,
        },
      },
    ],
    spans: [{ article: ARTICLE, start: 544, end: 555, exact: 'over 10,000', verified: true }],
  });
});

test('no bound is invented: "approximately" has none, "2,700" is exact, "many" has no number', async () => {
  const { data } = await api.body(`/v1/figures?measure=killed,wounded&event=nk-troop-losses`);
  const bounds = data.map(({ quantity: { text, value, lower, upper } }: Item) => [
    text,
    value,
    lower,
    upper,
  ]);
  expect(bounds).toEqual([
    ['approximately 300', 300, null, null],
    ['2,700', 2700, 2700, 2700],
    ['many', null, null, null],
  ]);
});

test.each([
  ['measure=wounded', ids('wounded')],
  ['measure=wounded,casualties', ids('wounded', 'casualties', 'high-casualties')],
  ['qualifier=more_than', ids('deployed', 'casualties')],
  ['counting=incremental', ids('captured', 'grenade-soldier-killed', 'captured-later')],
  ['population=nk-soldiers-from-storm-corps', ids('from-storm-corps')],
  ['event=nk-deployment-to-russia', ids('deployed')],
  ['place=russia', ids('deployed')],
  [`article=${ARTICLE}&measure=wounded`, ids('wounded')],
  ['agent=lee-seong-kweun', ids('killed', 'wounded', 'hoping-for-reward')],
  ['origin=nis', ids('killed', 'wounded')],
  ['origin=lee-seong-kweun', ids('hoping-for-reward')],
  ['relay=lee-seong-kweun', ids('killed', 'wounded')],
  ['q=zelensky', ids('captured', 'captured-in-offer', 'captured-later')],
  ['q=storm%20corps', ids('from-storm-corps')],
  ['sort=-value&limit=3', ids('deployed', 'casualties', 'wounded')],
  ['sort=value&limit=3', ids('grenade-soldier-killed', 'captured', 'captured-in-offer')],
  ['sort=asOf&limit=1', ids('captured')],
  ['sort=-asOf&limit=1', ids('captured')],
  ['from=2025-01-11&to=2025-01-12&match=certain', ids('captured')],
  ['measure=captured&to=2025-01-10', ids('captured-in-offer', 'captured-later')],
  ['measure=captured&from=2025-01-13', ids('captured-in-offer', 'captured-later')],
])('figures?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await api.ids(`/v1/figures?${filter}`)).toEqual(expected);
});

const LOSSES = 'event=nk-troop-losses,nk-deployment-to-russia';
test.each([
  // "over 10,000" and "over 3,000" must be more than 3,000; "approximately 300" and "many" may be.
  ['valueMin=3001', ids('killed', 'killed-many', 'deployed', 'casualties', 'high-casualties')],
  ['valueMin=2700&match=certain', ids('wounded', 'deployed', 'casualties')],
  ['valueMin=2701&match=certain', ids('deployed', 'casualties')],
  // More than 3,000 is not 3,000.
  ['valueMax=3000', ids('killed', 'wounded', 'killed-many', 'high-casualties')],
  ['valueMin=2000&valueMax=2700&match=certain', ids('wounded')],
  ['valueMax=2699.5&match=certain', []],
])(`figures?${LOSSES}&%s compares ranges, not numbers`, async (filter, expected) => {
  expect(await api.ids(`/v1/figures?${LOSSES}&${filter}`)).toEqual(expected);
});

describe('in an order by value stand all that a filter keeps, those without one last', () => {
  const QUANTITIES: Record<string, Omit<FigureJson['quantity'], 'text'>> = {
    five: { value: 5, qualifier: 'exact' },
    'up-to-ten': { value: 10, qualifier: 'at_most' },
    'over-three-to-eight': { value: 3, qualifier: 'more_than', upper: 8 },
    'four-to-six': { value: null, qualifier: 'between', lower: 4, upper: 6 },
    'four-to-six-best-five': { value: 5, qualifier: 'between', lower: 4, upper: 6 },
    dozens: { value: null, qualifier: 'indefinite', lower: 24 },
    'about-seven': { value: 7, qualifier: 'approximately' },
    'under-six': { value: 6, qualifier: 'less_than' },
  };
  let invented: Api;
  beforeAll(async () => {
    invented = await createApi('empty');
    const figures = Object.entries(QUANTITIES).map(([id, quantity]) =>
      figure({ id, quantity: { text: 'over 300', ...quantity } }),
    );
    await invented.load(bundle({ figures }));
  });
  afterAll(() => invented.close());

  test.each([
    [
      'valueMax=8&match=certain',
      ['over-three-to-eight', 'five', 'four-to-six-best-five', 'under-six', 'four-to-six'],
    ],
    ['valueMin=4&match=certain', ['five', 'four-to-six-best-five', 'four-to-six', 'dozens']],
    ['valueMin=4&valueMax=6&match=certain', ['five', 'four-to-six-best-five', 'four-to-six']],
    ['qualifier=between', ['four-to-six-best-five', 'four-to-six']],
    ['qualifier=between,indefinite', ['four-to-six-best-five', 'four-to-six', 'dozens']],
    ['qualifier=indefinite,exact', ['five', 'dozens']],
  ])('%s', async (filter, ascending) => {
    const ids = ascending.map((id) => `lake-orm.${id}`);
    const valued = ids.filter((id) => QUANTITIES[id.slice('lake-orm.'.length)]?.value !== null);
    const without = ids.slice(valued.length);
    expect(await invented.ids(`/v1/figures?sort=value&${filter}`)).toEqual(ids);
    expect(await invented.ids(`/v1/figures?sort=-value&${filter}`)).toEqual([
      ...valued.toReversed(),
      ...without.toReversed(),
    ]);
  });
});
