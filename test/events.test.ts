import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';
import { bundle, type EventJson, event, figure, statement } from './support/bundles.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

test('an event has participants in roles, an uncertain time and the words that report it', async () => {
  const span = (start: number, end: number, exact: string) => ({
    article: ARTICLE,
    start,
    end,
    exact,
    verified: true,
  });
  expect(await api.body('/v1/events/capture-of-two-nk-soldiers')).toEqual({
    id: 'capture-of-two-nk-soldiers',
    type: 'coerce',
    mode: null,
    title: 'Ukraine captures two North Korean soldiers',
    summary: 'Two soldiers were taken captive; where is not said.',
    modality: 'actual',
    time: {
      edtf: '2025-01-11/2025-01-12',
      earliest: '2025-01-11',
      latest: '2025-01-12',
      precision: 'interval',
      text: 'during the weekend',
      basis: 'inferred',
    },
    places: [],
    participants: [
      {
        entity: {
          id: 'ukrainian-government',
          name: 'Government of Ukraine',
          type: 'public_body',
        },
        role: 'actor',
      },
      {
        entity: {
          id: 'captured-nk-soldiers',
          name: 'Two North Korean soldiers held by Ukraine',
          type: 'group',
        },
        role: 'recipient',
      },
    ],
    statements: [`${ARTICLE}.capture-of-two`, `${ARTICLE}.exchange-offer`],
    spans: [
      span(843, 851, 'captured'),
      span(878, 896, 'during the weekend'),
      span(2699, 2707, 'captured'),
    ],
  });
});

test.each([
  ['type=sanction', ['international-sanctions-on-north-korea']],
  ['modality=future', ['further-captures-of-nk-soldiers']],
  ['participant=kim-jong-un', ['nk-deployment-to-russia', 'nk-soldier-calls-out-kim']],
  ['participant=kim-jong-un&role=actor', ['nk-deployment-to-russia']],
  ['participant=kim-jong-un&role=victim', []],
  [
    'role=victim',
    ['nk-troop-losses', 'nk-soldiers-suicide-attempts', 'nk-soldier-with-grenade-shot'],
  ],
  ['place=kursk-region', ['nk-troops-in-russian-regions']],
  [`article=${ARTICLE}&type=sanction`, ['international-sanctions-on-north-korea']],
  [
    'q=grenade',
    ['nk-soldier-grenade-attempt', 'nk-soldier-calls-out-kim', 'nk-soldier-with-grenade-shot'],
  ],
  ['q=zelenzky', ['zelensky-offers-exchange']],
  [
    'participant=russia&sort=time&to=2024-12-31&from=2000-01-01&limit=4',
    [
      'russia-ukraine-war',
      'russian-invasion-of-ukraine-2022',
      'nk-deployment-to-russia',
      'russia-north-korea-military-cooperation',
    ],
  ],
])('events?%s keeps what fits and nothing else', async (filter, ids) => {
  expect(await api.ids(`/v1/events?${filter}`)).toEqual(ids);
});

test('from and to keep by default what may fit, and what must with match=certain', async () => {
  const march = 'from=2025-01-11&to=2025-01-12';
  const weekend = ['capture-of-two-nk-soldiers', 'zelensky-offers-exchange'];
  expect(await api.ids(`/v1/events?${march}&match=certain`)).toEqual(weekend);
  expect(await api.ids('/v1/events?from=2025-01-12&match=certain')).toEqual([]);
  const possible = await api.ids(`/v1/events?${march}&limit=200`);
  // The war goes on, so it may; the undated may; the invasion of 2022 cannot.
  expect(possible).toEqual(
    expect.arrayContaining([...weekend, 'russia-ukraine-war', 'nis-briefing']),
  );
  expect(possible).not.toContain('russian-invasion-of-ukraine-2022');
});

// An order that PostgreSQL is not told it may choose by how much there is.
test('those of several reports stand in the order of the first that names them', async () => {
  const empty = await createApi('empty');
  try {
    const report = (id: string, ...named: string[]) =>
      bundle({
        article: { id },
        events: [
          event({
            places: named,
            participants: named.map((entity) => ({ entity, role: 'actor' as const })),
          }),
        ],
      });
    const [a, b, c] = ['storm-brigade', 'norland', 'lake-orm'] as const;
    await empty.load(report('first', c, b, a), report('second', a), report('third', b, c, a));
    const { places, participants } = await empty.body('/v1/events/lake-orm-fighting');
    expect(places.map(({ id }: { id: string }) => id)).toEqual([c, b, a]);
    expect(participants.map(({ entity }: { entity: { id: string } }) => entity.id)).toEqual([
      c,
      b,
      a,
    ]);
    const [item] = (await empty.body('/v1/timeline?kind=event')).data;
    expect(item.entities.map(({ id }: { id: string }) => id)).toEqual([c, b, a]);
  } finally {
    await empty.close();
  }
});

describe('by a day', () => {
  let shared: Api;
  const DAYS = ['2025-01-11', '2025-01-13', '2025-01-21'];
  beforeAll(async () => {
    shared = await createApi('empty');
    const report = async (id: string, published: string, ...told: EventJson[]) => {
      const time = { edtf: published, basis: 'inferred' as const };
      const json = bundle({
        article: { id, published: time },
        events: told,
        statements: [statement({ about: { entities: [], events: [] } })],
        figures: [figure({ event: null })],
      });
      await shared.load(json);
    };
    const unknown = { basis: 'unknown' as const, text: 'lately' };
    const known = (edtf: string) => ({ edtf, basis: 'inferred' as const });
    // What is loaded first goes before what is loaded later, whenever it was published.
    const parade = { id: 'a-parade', title: 'A parade' };
    await report('late', '2025-01-20', event({ title: 'The battle', time: known('2025-01-09') }));
    await report('early', '2025-01-10', event({ type: 'threaten', title: 'Clash', time: unknown }));
    await report(
      'between',
      '2025-01-12',
      event({ title: 'Skirmish', summary: 'They fought.', time: known('2025-01-08') }),
      event({ ...parade, time: known('2025-01-07') }),
    );
  });
  afterAll(() => shared.close());

  test('an event has its words from the first that was published, its time from the first that knows', async () => {
    const told = [];
    for (const day of DAYS) {
      const path = `/v1/events/lake-orm-fighting?publishedBefore=${day}`;
      const { type, title, summary, time } = await shared.body(path);
      told.push([type, title, summary, time.edtf, time.text]);
    }
    expect(told).toEqual([
      ['threaten', 'Clash', null, null, 'lately'],
      ['threaten', 'Clash', 'They fought.', '2025-01-08', null],
      ['assault', 'The battle', 'They fought.', '2025-01-09', null],
    ]);
  });

  test.each([
    ['time', [['lake-orm-fighting'], ['a-parade', 'lake-orm-fighting']]],
    ['-time', [['lake-orm-fighting'], ['lake-orm-fighting', 'a-parade']]],
    ['title', [['lake-orm-fighting'], ['a-parade', 'lake-orm-fighting']]],
    ['-title', [['lake-orm-fighting'], ['lake-orm-fighting', 'a-parade']]],
    ['-id', [['lake-orm-fighting'], ['lake-orm-fighting', 'a-parade']]],
  ])('events are in the order of %s as they were known', async (sort, [first, later]) => {
    const at = (day = '') => shared.ids(`/v1/events?sort=${sort}&publishedBefore=${day}`);
    expect([await at(DAYS[0]), await at(DAYS[1])]).toEqual([first, later]);
    expect(await at('2025-01-10')).toEqual([]);
  });

  test('a filter asks for what was known', async () => {
    const at = (filter: string) => shared.ids(`/v1/events?publishedBefore=${DAYS[1]}&${filter}`);
    expect(await at('type=threaten')).toEqual(['lake-orm-fighting']);
    expect(await at('from=2025-01-08&to=2025-01-08')).toEqual(['lake-orm-fighting']);
    expect(await at('from=2025-01-09&to=2025-01-09')).toEqual([]);
    expect(await at('q=battle')).toEqual([]);
  });
});
