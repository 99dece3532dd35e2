import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

const chain = ({ attribution }: Item) =>
  attribution.map(({ role, agent, agentText }: Item) => [role, agent?.id ?? agentText]);

test('a statement has its whole chain in order, each link with the words that show it', async () => {
  const span = (start: number, end: number, exact: string) => ({
    article: ARTICLE,
    start,
    end,
    exact,
    verified: true,
  });
  const statement = await api.body(`/v1/statements/${ARTICLE}.losses`);
  expect(statement).toEqual({
    id: `${ARTICLE}.losses`,
    article: ARTICLE,
    kind: 'assertion',
    summary: "About 300 of the North Koreans fighting on Russia's side are dead and 2,700 wounded.",
    certainty: 'certain',
    polarity: 'positive',
    hedges: [],
    time: {
      edtf: null,
      earliest: null,
      latest: null,
      precision: 'unknown',
      text: null,
      basis: 'unknown',
    },
    attribution: [
      {
        position: 1,
        role: 'origin',
        agent: { id: 'nis', name: 'National Intelligence Service', type: 'public_body' },
        agentText: null,
        verb: 'provided',
        certainty: 'certain',
        span: span(194, 205, 'provided by'),
      },
      {
        position: 2,
        role: 'relay',
        agent: { id: 'lee-seong-kweun', name: 'Lee Seong-kweun', type: 'person' },
        agentText: null,
        verb: 'stated',
        certainty: 'certain',
        span: span(41, 56, 'lawmaker stated'),
      },
      {
        position: 3,
        role: 'publisher',
        agent: { id: 'news-agencies', name: 'News agencies (unnamed)', type: 'group' },
        agentText: null,
        verb: 'reported',
        certainty: null,
        span: span(3519, 3538, 'Sources By Agencies'),
      },
    ],
    about: {
      entities: [
        {
          id: 'nk-soldiers-in-russia',
          name: 'North Korean soldiers sent to Russia',
          type: 'group',
        },
        { id: 'russia', name: 'Russia', type: 'country' },
      ],
      events: expect.arrayContaining([
        {
          id: 'nk-troop-losses',
          title: 'North Korean soldiers are killed and wounded',
          type: 'assault',
        },
      ]),
    },
    figures: [`${ARTICLE}.killed`, `${ARTICLE}.wounded`],
    links: [],
    spans: expect.arrayContaining([span(62, 79, 'approximately 300')]),
  });
});

test('an unnamed origin stays unnamed, an unknown one unknown, and no source is none', async () => {
  const of = async (id: string) => chain(await api.body(`/v1/statements/${ARTICLE}.${id}`));
  const publisher = ['publisher', 'news-agencies'];
  expect(await of('total-casualties')).toEqual([['origin', 'estimates'], publisher]);
  expect(await of('cause-of-losses')).toEqual([['origin', null], publisher]);
  expect(await of('grenade-attempt')).toEqual([publisher]);
});

test('a hedge survives as data, and belongs to the one who hedges', async () => {
  const { hedges, attribution } = await api.body(`/v1/statements/${ARTICLE}.grenade-attempt`);
  expect(hedges.map(({ exact }: Item) => exact)).toEqual(['allegedly']);
  expect(attribution[0].certainty).toBe('possible');
});

const ids = (...local: string[]) => local.map((id) => `${ARTICLE}.${id}`);

test.each([
  ['origin=nis', ids('losses')],
  ['origin=lee-seong-kweun', ids('sent-by-kim', 'deployed-in-regions', 'soldiers-motives')],
  ['relay=lee-seong-kweun', ids('losses')],
  ['relay=nis', []],
  [
    'agent=lee-seong-kweun',
    ids('losses', 'sent-by-kim', 'deployed-in-regions', 'soldiers-motives'),
  ],
  ['kind=order', ids('order-to-die')],
  ['kind=offer,order', ids('order-to-die', 'exchange-offer', 'other-options')],
  ['about=kim-jong-un', ids('sent-by-kim', 'kim-leads-north-korea', 'grenade-attempt')],
  ['about=capture-of-two-nk-soldiers', ids('capture-of-two', 'exchange-offer')],
  ['about=kim-jong-un,capture-of-two-nk-soldiers&kind=offer', ids('exchange-offer')],
  ['certainty=possible&origin=volodymyr-zelensky', ids('other-options')],
  [`article=${ARTICLE}&kind=order`, ids('order-to-die')],
  ['q=grenade', ids('grenade-attempt', 'grenade-soldier-killed')],
  ['q=blinkin', ids('growing-ties', 'nuclear-recognition', 'blinken-is-secretary')],
  ['kind=offer&sort=-added', ids('other-options', 'exchange-offer')],
])('statements?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await api.ids(`/v1/statements?${filter}`)).toEqual(expected);
});

test('from and to keep what may have been said then, and what must with match=certain', async () => {
  const weekend = 'kind=offer&from=2025-01-11&to=2025-01-12';
  expect(await api.ids(`/v1/statements?${weekend}`)).toEqual(
    ids('exchange-offer', 'other-options'),
  );
  expect(await api.ids(`/v1/statements?${weekend}&match=certain`)).toEqual(
    ids('exchange-offer', 'other-options'),
  );
  const before = 'kind=offer&to=2025-01-10';
  expect(await api.ids(`/v1/statements?${before}`)).toEqual([]);
});
