import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

test('a number may be larger than any that is loaded', async () => {
  for (const value of ['1234567890123456', `1${'0'.repeat(99)}.5`]) {
    expect((await api.body(`/v1/figures?valueMin=${value}&match=certain`)).data).toEqual([]);
  }
});

describe('a bad parameter is named, with what would be right', () => {
  test.each([
    ['figures?limit=0', { parameter: 'limit', message: '"0" is too small: at least 1' }],
    ['figures?limit=201', { parameter: 'limit', message: '"201" is too large: at most 200' }],
    [
      'figures?limit=99999999999',
      { parameter: 'limit', message: '"99999999999" is too large: at most 200' },
    ],
    ['figures?limit=ten', { parameter: 'limit', message: '"ten" is not a number' }],
    ['figures?limit=', { parameter: 'limit', message: '"" is not a number' }],
    ['figures?limit=1&limit=2', { parameter: 'limit', message: 'must be given once' }],
    ['figures?total=maybe', { parameter: 'total', message: '"maybe" is not true or false' }],
    ['figures?valueMin=1e3', { parameter: 'valueMin', message: '"1e3" is not a number' }],
    [
      'figures?from=2025-13-01',
      { parameter: 'from', message: '"2025-13-01" is not a date: YYYY-MM-DD' },
    ],
    [
      'figures?publishedBefore=0000-06-01',
      { parameter: 'publishedBefore', message: '"0000-06-01" is before 0001-01-01' },
    ],
    [
      'figures?from=2025-02-01&to=2025-01-01',
      { parameter: 'to', message: '"2025-01-01" must not be less than 2025-02-01' },
    ],
    [
      'figures?valueMin=5&valueMax=4',
      { parameter: 'valueMax', message: '"4" must not be less than 5' },
    ],
    ['figures?q=%20', { parameter: 'q', message: '" " must have a letter or a digit' }],
    [
      'figures?measure=',
      { parameter: 'measure', message: '"" is too short: characters at least 1' },
    ],
    [
      'entities?country=Korea',
      {
        parameter: 'country',
        message: '"Korea" is not a country code of ISO 3166-1 alpha-2, in capitals',
      },
    ],
    [
      'articles?language=klingonese',
      { parameter: 'language', message: '"klingonese" is not a BCP 47 language tag' },
    ],
    [
      'figures?match=certian',
      {
        parameter: 'match',
        message: '"certian" is not allowed',
        allowed: ['possible', 'certain'],
        suggestion: 'certain',
      },
    ],
    [
      'figures?sort=vlaue',
      {
        parameter: 'sort',
        message: '"vlaue" is not allowed',
        allowed: ['added', '-added', 'value', '-value', 'asOf', '-asOf'],
        suggestion: 'value',
      },
    ],
    [
      'entities?type=person,persn',
      {
        parameter: 'type',
        message: '"persn" is not allowed',
        allowed: [
          'person',
          'organization',
          'public_body',
          'military_unit',
          'group',
          'country',
          'place',
        ],
        suggestion: 'person',
      },
    ],
    [
      'measures?lable=x',
      {
        parameter: 'lable',
        message: 'unknown parameter',
        allowed: [
          'q',
          'sort',
          'limit',
          'cursor',
          'total',
          'asOfRelease',
          'publishedBefore',
          'pretty',
          'fields',
          'format',
        ],
      },
    ],
    [
      'entities/kim-jong-un?field=name',
      {
        parameter: 'field',
        message: 'unknown parameter',
        allowed: ['asOfRelease', 'publishedBefore', 'pretty', 'fields', 'format'],
        suggestion: 'fields',
      },
    ],
  ])('%s', async (path, error) => {
    const { status, body } = await api.get(`/v1/${path}`);
    expect(status).toBe(400);
    expect(body).toEqual({
      type: '/problems/invalid-parameter',
      title: 'Invalid parameter',
      status: 400,
      detail: `${error.parameter}: ${error.message}.`,
      instance: `/v1/${path}`,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      errors: [error],
    });
  });
});

describe('an id that does not exist is a mistake, not an empty list', () => {
  const unknown = (parameter: string, slug: string, what: string, suggestion?: string) => ({
    parameter,
    message: `"${slug}" is no id of ${what}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
  const entity = 'an entity; /v1/entities lists them';
  test.each([
    [
      'figures?measure=kiled',
      unknown('measure', 'kiled', 'a measure; /v1/measures lists them', 'killed'),
    ],
    [
      'figures?population=nk-soldier-in-russia',
      unknown('population', 'nk-soldier-in-russia', entity, 'nk-soldiers-in-russia'),
    ],
    [
      'figures?event=nk-deployment',
      unknown(
        'event',
        'nk-deployment',
        'an event; /v1/events lists them',
        'nk-deployment-to-russia',
      ),
    ],
    ['figures?place=kursk', unknown('place', 'kursk', entity, 'kursk-region')],
    [
      'figures?article=nk-troops',
      unknown(
        'article',
        'nk-troops',
        'an article; /v1/articles lists them',
        'nk-troops-kursk-2025-01',
      ),
    ],
    ['figures?agent=nis,qqq', unknown('agent', 'qqq', entity)],
    ['figures?origin=NIS', unknown('origin', 'NIS', entity, 'nis')],
    ['figures?relay=lee', unknown('relay', 'lee', entity)],
    [
      'statements?about=kim-jong-il',
      unknown(
        'about',
        'kim-jong-il',
        'an entity or an event; /v1/entities and /v1/events lists them',
        'kim-jong-un',
      ),
    ],
    ['events?participant=kim', unknown('participant', 'kim', entity, 'kim-jong-un')],
    ['relations?subject=kim-jong-u', unknown('subject', 'kim-jong-u', entity, 'kim-jong-un')],
    ['articles?publisher=agencies', unknown('publisher', 'agencies', entity, 'news-agencies')],
  ])('%s', async (path, error) => {
    const { status, body } = await api.get(`/v1/${path}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([error]);
  });
});

test('every fault of a request is reported at once', async () => {
  const { body } = await api.get('/v1/figures?limit=0&qualifier=exactly&from=now&foo=1');
  const parameters = body.errors.map(({ parameter }: { parameter: string }) => parameter);
  expect(parameters.toSorted()).toEqual(['foo', 'from', 'limit', 'qualifier']);
});

test('several values of a filter are one list, by commas or by repeating it', async () => {
  const commas = await api.ids('/v1/figures?measure=wounded,deployed');
  expect(commas.length).toBe(2);
  expect(await api.ids('/v1/figures?measure=wounded&measure=deployed')).toEqual(commas);
  expect(await api.ids('/v1/figures?measure=wounded,%20deployed')).toEqual(commas);
});

test('an empty result is a 200', async () => {
  expect(await api.body('/v1/figures?origin=nis&measure=deployed&total=true')).toEqual({
    data: [],
    page: {
      limit: 25,
      next: null,
      total: 0,
      hints: expect.any(Array),
      links: expect.any(Object),
    },
  });
});

test.each([
  ['articles/nk-troops-kursk-2025-02', 'article', 'nk-troops-kursk-2025-01'],
  ['entities/kim-jon-un', 'entity', 'kim-jong-un'],
  ['entities/kim-jon-un/mentions', 'entity', 'kim-jong-un'],
  ['events/nis-briefings', 'event', 'nis-briefing'],
  ['statements/nk-troops-kursk-2025-01.losess', 'statement', undefined],
  ['figures/nk-troops-kursk-2025-01', 'figure', undefined],
])('/v1/%s is not found, and the nearest is named', async (path, what, suggestion) => {
  const { status, body } = await api.get(`/v1/${path}`);
  expect(status).toBe(404);
  expect(body.errors).toEqual([
    {
      parameter: 'id',
      message: `no ${what} has this id`,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ]);
});

test.each([
  ['/v1/entitie/kim-jong-un', 'Did you mean /v1/entities/kim-jong-un?'],
  ['/v1/figure', 'Did you mean /v1/figures?'],
  ['/v1/export/figures', 'Did you mean /v1/export/figures.ndjson?'],
  ['/nothing/like/it', 'The index at / lists what there is.'],
])('there is nothing at %s: %s', async (path, hint) => {
  const { status, body } = await api.get(path);
  expect([status, body.detail]).toEqual([404, `There is nothing at ${path}. ${hint}`]);
});
