import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from '../support/app.js';
import { edges, line, nodes } from './shown.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
let reports: Api;
beforeAll(async () => {
  [api, reports] = await Promise.all([createApi('seeded'), createApi('reports')]);
});
afterAll(() => Promise.all([api.close(), reports.close()]));

describe('a graph', () => {
  test('has whom an entity is tied to, by what, and what proves it', async () => {
    const ends = { from: 'nis', to: 'lee-seong-kweun' };
    expect(await api.body('/v1/entities/nis/graph')).toEqual({
      rule: 'nearest-then-heaviest',
      ruleText: expect.stringMatching(
        /^An edge weighs as many .* the nearest and heaviest first\.$/,
      ),
      nodes: [
        {
          entity: { id: 'nis', name: 'National Intelligence Service', type: 'public_body' },
          distance: 0,
        },
        { entity: { id: 'lee-seong-kweun', name: 'Lee Seong-kweun', type: 'person' }, distance: 1 },
        {
          entity: {
            id: 'south-korean-government',
            name: 'Government of South Korea',
            type: 'public_body',
          },
          distance: 1,
        },
      ],
      edges: [
        {
          kind: 'attribution',
          ...ends,
          type: null,
          roles: null,
          modality: null,
          weight: 1,
          evidence: { relations: [], events: [], statements: [`${ARTICLE}.losses`] },
        },
        {
          kind: 'event',
          ...ends,
          type: null,
          roles: { from: 'actor', to: 'recipient' },
          modality: 'actual',
          weight: 1,
          evidence: { relations: [], events: ['nis-briefing'], statements: [] },
        },
        {
          kind: 'relation',
          from: 'nis',
          to: 'south-korean-government',
          type: 'part_of',
          roles: null,
          modality: null,
          weight: 1,
          evidence: {
            relations: [`${ARTICLE}.nis-of-seoul`],
            events: [],
            statements: [`${ARTICLE}.nis-is-seouls-service`],
          },
        },
      ],
      truncated: false,
    });
  });

  test('goes as far as it is asked to, with the edges among the farthest too', async () => {
    const graph = await api.body('/v1/entities/nis/graph?depth=2');
    expect(nodes(graph)).toEqual([
      [0, 'nis'],
      [1, 'lee-seong-kweun'],
      [1, 'south-korean-government'],
      // The agencies heard of six statements from those two; all others have one proof.
      [2, 'news-agencies'],
      [2, 'north-korea'],
      [2, 'reporters-addressed-by-lee'],
      [2, 'south-korea'],
      [2, 'ukrainian-government'],
      [2, 'us-government'],
    ]);
    expect(edges(graph)).toEqual([
      'attribution nis lee-seong-kweun 1',
      'event actor-recipient actual nis lee-seong-kweun 1',
      'relation part_of nis south-korean-government 1',
      'attribution lee-seong-kweun news-agencies 4',
      'attribution south-korean-government news-agencies 2',
      'event actor-recipient actual lee-seong-kweun reporters-addressed-by-lee 1',
      'event actor-recipient actual south-korean-government north-korea 1',
      'event actor-actor actual south-korean-government ukrainian-government 1',
      'event actor-actor actual south-korean-government us-government 1',
      'relation lawmaker_of lee-seong-kweun south-korea 1',
      'attribution ukrainian-government news-agencies 3',
      'attribution us-government news-agencies 3',
      'event actor-recipient actual ukrainian-government north-korea 1',
      'event actor-actor actual ukrainian-government us-government 1',
      'event actor-recipient actual us-government north-korea 1',
    ]);
    expect(graph.truncated).toBe(false);
    const farther = await api.body('/v1/entities/nis/graph?depth=3&limit=200');
    expect(Math.max(...farther.nodes.map(({ distance }: Item) => distance))).toBe(3);
  });

  test('counts every relation that says the same, and lists them all', async () => {
    const graph = await api.body('/v1/entities/russia/graph?kind=relation');
    const [edge] = graph.edges.filter(({ weight }: Item) => weight > 1);
    expect(line(edge)).toBe('relation cooperates_with russia north-korea 2');
    expect(edge.evidence).toEqual({
      relations: [
        `${ARTICLE}.russia-cooperates-with-north-korea`,
        `${ARTICLE}.russia-technology-with-north-korea`,
      ],
      events: [],
      statements: [
        `${ARTICLE}.growing-military-cooperation`,
        `${ARTICLE}.us-belief-on-cooperation`,
      ],
    });
  });

  test.each([
    ['relation', ['relation represents soro-behan tamrey 1']],
    ['event', []],
    [
      'attribution',
      [
        'attribution lowland-observers soro-behan 1',
        'attribution soro-behan meridel-wire 1',
        'attribution soro-behan skore-courier 1',
        'attribution meridel-wire skore-courier 1',
      ],
    ],
    [
      'attribution,relation',
      [
        'attribution lowland-observers soro-behan 1',
        'attribution soro-behan meridel-wire 1',
        'attribution soro-behan skore-courier 1',
        'relation represents soro-behan tamrey 1',
        'attribution meridel-wire skore-courier 1',
      ],
    ],
  ])('has only edges of kind=%s', async (kind, expected) => {
    expect(edges(await reports.body(`/v1/entities/soro-behan/graph?kind=${kind}`))).toEqual(
      expected,
    );
  });

  test('keeps how an event is reported, and takes none that is reported as not happened', async () => {
    expect(edges(await reports.body('/v1/entities/varn/graph?kind=event'))).toEqual([
      'event actor-actor future oskelund varn 1',
    ]);
    expect(edges(await reports.body('/v1/entities/tamrey/graph?kind=event'))).toEqual([
      'event actor-object hypothetical tamrey tamrey-soldiers 1',
    ]);
  });

  test('that is cut says so, and keeps the nearest and heaviest', async () => {
    const cut = async (filter: string) => {
      const graph = await api.body(`/v1/entities/nis/graph?${filter}`);
      return [graph.nodes.length, nodes(graph).at(-1), graph.truncated];
    };
    expect(await cut('limit=1')).toEqual([1, [0, 'nis'], true]);
    expect(await cut('limit=2')).toEqual([2, [1, 'lee-seong-kweun'], true]);
    expect(await cut('limit=3')).toEqual([3, [1, 'south-korean-government'], false]);
    expect(await cut('limit=3&depth=2')).toEqual([3, [1, 'south-korean-government'], true]);
    expect(await cut('limit=4&depth=2')).toEqual([4, [2, 'news-agencies'], true]);
    expect(await cut('limit=9&depth=2')).toEqual([9, [2, 'us-government'], false]);
  });

  test('says what a release said, or what could be known by a day', async () => {
    const path = '/v1/entities/varn/graph?kind=relation';
    const at = async (scope: string) => edges(await reports.body(`${path}&${scope}`));
    const ministry = 'relation part_of varn-war-ministry varn 1';
    const brigade = 'relation part_of varn-third-brigade varn 1';
    expect(await at('asOfRelease=2')).toEqual([ministry]);
    expect(await at('asOfRelease=3')).toEqual([brigade, ministry]);
    expect(await at('publishedBefore=2031-03-14')).toEqual([ministry]);
    expect(await at('publishedBefore=2031-03-15')).toEqual([brigade, ministry]);
    expect((await reports.get('/v1/entities/tamrey/graph?asOfRelease=2')).status).toBe(404);
  });

  test('of an unknown entity is not found, and the nearest is named', async () => {
    const { status, body } = await api.get('/v1/entities/kim-jong-u/graph');
    expect(status).toBe(404);
    expect(body.errors[0].suggestion).toBe('kim-jong-un');
  });
});
