import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi } from '../support/app.js';
import { edges, walked } from './shown.js';

const _ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
let reports: Api;
beforeAll(async () => {
  [api, reports] = await Promise.all([createApi('seeded'), createApi('reports')]);
});
afterAll(() => Promise.all([api.close(), reports.close()]));

describe('paths', () => {
  const from = (a: string, b: string, more = '') => `/v1/paths?from=${a}&to=${b}&${more}`;

  test('name every step and all that proves it', async () => {
    const { paths, ...rest } = await reports.body(from('soro-behan', 'varn'));
    expect(rest).toEqual({
      rule: 'fewest-then-heaviest',
      ruleText: expect.stringContaining('A path of fewer steps goes before one of more'),
      truncated: false,
    });
    expect(paths).toEqual([
      {
        length: 2,
        weight: 3,
        entities: [
          { id: 'soro-behan', name: 'Soro Behan', type: 'person' },
          { id: 'tamrey', name: 'Tamrey', type: 'country' },
          { id: 'varn', name: 'Varn', type: 'country' },
        ],
        steps: [
          { from: 'soro-behan', to: 'tamrey', edges: [expect.objectContaining({ weight: 1 })] },
          { from: 'tamrey', to: 'varn', edges: expect.any(Array) },
        ],
      },
    ]);
    expect(edges(paths[0].steps[0])).toEqual(['relation represents soro-behan tamrey 1']);
    expect(edges(paths[0].steps[1])).toEqual([
      'relation supplies tamrey varn 1',
      'relation allied_with varn tamrey 1',
    ]);
    expect(paths[0].steps[0].edges[0].evidence).toEqual({
      relations: ['varn-border-2031-03-d.behan-envoy-of-tamrey'],
      events: [],
      statements: ['varn-border-2031-03-d.background'],
    });
  });

  test.each([
    ['kim-jong-un', 'russian-forces', '', ['kim-jong-un > russian-forces']],
    ['russian-forces', 'kim-jong-un', '', ['russian-forces > kim-jong-un']],
    [
      'kim-jong-un',
      'russian-forces',
      'kind=relation',
      ['kim-jong-un > north-korea > russian-forces'],
    ],
    ['kim-jong-un', 'nis', '', ['kim-jong-un > north-korea > south-korean-government > nis']],
    [
      'nis',
      'kursk-region',
      '',
      ['nis > south-korean-government > north-korea > russia > kursk-region'],
    ],
    ['nis', 'kursk-region', 'maxLength=3', []],
    ['nis', 'kim-jong-un', 'kind=relation&maxLength=6', []],
  ])('from %s to %s (%s) are the shortest', async (a, b, filter, expected) => {
    const answer = await api.body(from(a, b, filter));
    expect(walked(answer)).toEqual(expected);
    expect(answer.truncated).toBe(false);
  });

  test('say what a release said, or what could be known by a day', async () => {
    const walk = async (scope: string) =>
      walked(await reports.body(from('ilse-dravec', 'varn', `kind=relation&${scope}`)));
    const path = ['ilse-dravec > varn-third-brigade > varn'];
    expect(await walk('asOfRelease=2')).toEqual([]);
    expect(await walk('asOfRelease=3')).toEqual(path);
    expect(await walk('publishedBefore=2031-03-14')).toEqual([]);
    expect(await walk('publishedBefore=2031-03-15')).toEqual(path);
  });

  test.each([
    [
      'from=nis&to=nis',
      { parameter: 'to', message: '"nis" is what `from` is; the two must differ' },
    ],
    [
      'from=nis&to=kim-jong-u',
      {
        parameter: 'to',
        message: '"kim-jong-u" is no id of an entity; /v1/entities lists them',
        suggestion: 'kim-jong-un',
      },
    ],
    [
      'from=nis&to=kim-jong-un&maxLength=7',
      { parameter: 'maxLength', message: '"7" is too large: at most 6' },
    ],
    [
      'from=nis&to=kim-jong-un&kind=events',
      {
        parameter: 'kind',
        message: '"events" is not allowed',
        allowed: ['relation', 'event', 'attribution'],
        suggestion: 'event',
      },
    ],
  ])('?%s is refused', async (parameters, error) => {
    const { status, body } = await api.get(`/v1/paths?${parameters}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([error]);
  });

  test('need both ends', async () => {
    const { status, body } = await api.get('/v1/paths?from=nis');
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ parameter: 'to' })]);
  });
});
