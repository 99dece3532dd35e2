import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

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
