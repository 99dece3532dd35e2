import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeArticle } from '../src/bundle/remove.js';
import {
  EDGES_MAX,
  PATHS_WEIGHED,
  PROOFS_LISTED,
  STEP_MAX,
  TIES_READ,
} from '../src/graph/schema.js';
import { type Api, createApi, type Item } from './support/app.js';
import {
  bundle,
  entity,
  event,
  type Full,
  relation,
  span,
  statement,
  TEXT,
} from './support/bundles.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
let reports: Api;
let empty: Api;
beforeAll(async () => {
  [api, reports, empty] = await Promise.all([
    createApi('seeded'),
    createApi('reports'),
    createApi('empty'),
  ]);
});
afterAll(() => Promise.all([api.close(), reports.close(), empty.close()]));

const nodes = ({ nodes }: Item) => nodes.map(({ entity, distance }: Item) => [distance, entity.id]);
/** An edge in one line: what it says, and what it weighs. */
const line = ({ kind, from, to, type, roles, modality, weight }: Item) => {
  const says = { relation: type, event: `${roles?.from}-${roles?.to} ${modality}` }[kind as string];
  return [kind, says, from, to, weight].filter((part) => part !== undefined).join(' ');
};
const edges = ({ edges }: Item) => edges.map(line);
const walked = ({ paths }: Item) =>
  paths.map(({ entities }: Item) => entities.map(({ id }: Item) => id).join(' > '));

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

describe('in a bundle of its own', () => {
  const WORDS = [span(TEXT, 'over 300 soldiers')];
  const named = (id: string) =>
    entity({ id, type: 'organization', name: id.toUpperCase(), mentions: WORDS });
  const tie = (subject: string, object: string, said = 'ties') =>
    relation({
      id: `${subject}-${object}-${said}`,
      type: 'part_of',
      subject,
      object,
      statement: said,
      spans: WORDS,
    });
  const said = (id: string, overrides: Parameters<typeof statement>[0] = {}) =>
    statement({
      id,
      hedges: [],
      attribution: [{ role: 'publisher', agent: null, verb: 'reported' }],
      about: { entities: [], events: [] },
      spans: WORDS,
      ...overrides,
    });
  async function load(id: string, lists: Partial<Full>) {
    await empty.load({
      ...bundle({ events: [], figures: [], statements: [], relations: [], ...lists }),
      article: { ...bundle().article, id, publisher: null },
    });
  }

  test('all shortest paths are found, the best proved first, as many as are asked for', async () => {
    // Two diamonds in a row: four paths of four steps, and a longer way round.
    const pairs = [
      'ab1',
      'ab2',
      'b1c',
      'b2c',
      'cd1',
      'cd2',
      'd1e',
      'd2e',
      'ax',
      'xy',
      'yz',
      'zw',
      'we',
    ];
    const ends = (pair: string) => pair.match(/[a-z]\d?/g) as [string, string];
    await load('diamonds', {
      entities: [...new Set(pairs.flatMap(ends))].map(named),
      statements: [said('ties'), said('again')],
      relations: [...pairs.map((pair) => tie(...ends(pair))), tie('b2', 'c', 'again')],
    });
    const all = await empty.body('/v1/paths?from=a&to=e');
    expect(walked(all)).toEqual([
      'a > b2 > c > d1 > e',
      'a > b2 > c > d2 > e',
      'a > b1 > c > d1 > e',
      'a > b1 > c > d2 > e',
    ]);
    expect(all.paths.map(({ weight }: Item) => weight)).toEqual([5, 5, 4, 4]);
    expect(all.truncated).toBe(false);
    const some = await empty.body('/v1/paths?from=a&to=e&limit=3');
    expect(some.paths).toEqual(all.paths.slice(0, 3));
    expect(some.truncated).toBe(true);
    // The same ways back, and nothing from the longer way round.
    expect(walked(await empty.body('/v1/paths?from=e&to=a'))).toEqual(
      walked(all).map((path: string) => path.split(' > ').reverse().join(' > ')),
    );
    expect(walked(await empty.body('/v1/paths?from=x&to=d1'))).toEqual([
      'x > a > b2 > c > d1',
      'x > a > b1 > c > d1',
    ]);
    expect(walked(await empty.body('/v1/paths?from=b1&to=d1'))).toEqual(['b1 > c > d1']);
    expect(walked(await empty.body('/v1/paths?from=b1&to=z&maxLength=6'))).toEqual([
      'b1 > a > x > y > z',
    ]);
    expect(walked(await empty.body('/v1/paths?from=b1&to=z&maxLength=3'))).toEqual([]);
  });

  test('nothing comes of a denied tie, an event that did not happen, or an unnamed link', async () => {
    const link = (role: 'origin' | 'relay' | 'publisher', agent: string | null) => ({
      role,
      agent,
      verb: 'said',
    });
    await load('denials', {
      entities: ['p', 'q', 'r', 's', 't'].map(named),
      events: [
        event({
          id: 'no-attack',
          modality: 'negated',
          places: [],
          participants: [
            { entity: 'p', role: 'actor' },
            { entity: 'r', role: 'victim' },
          ],
          spans: WORDS,
        }),
      ],
      statements: [
        said('denied', { polarity: 'negative' }),
        said('passed-on', {
          attribution: [
            link('origin', 'p'),
            link('relay', 's'),
            link('relay', null),
            link('publisher', 't'),
          ],
        }),
      ],
      relations: [tie('p', 'q', 'denied')],
    });
    expect(edges(await empty.body('/v1/entities/p/graph?depth=3'))).toEqual(['attribution p s 1']);
  });

  test('what an article takes back ties nothing any more, but does in the releases before', async () => {
    const entities = ['takes', 'gives', 'tells'].map(named);
    const told = [
      { role: 'origin', agent: 'tells', verb: 'said' },
      { role: 'publisher', agent: 'takes', verb: 'reported' },
    ] as const;
    const met = event({
      id: 'meeting',
      places: [],
      participants: [
        { entity: 'takes', role: 'actor' },
        { entity: 'gives', role: 'actor' },
      ],
      spans: WORDS,
    });
    const at = async (scope = '') => edges(await empty.body(`/v1/entities/takes/graph${scope}`));
    const { number } = (await empty.body('/v1/releases?sort=-number&limit=1')).data[0];
    await load('bystander', { entities });
    await load('mind', {
      entities,
      events: [met],
      statements: [said('ties', { attribution: [...told] })],
      relations: [tie('takes', 'gives')],
    });
    const before = [
      'attribution tells takes 1',
      'event actor-actor actual gives takes 1',
      'relation part_of takes gives 1',
    ];
    expect(await at()).toEqual(before);
    await load('mind', { entities, events: [met], statements: [said('ties')] });
    expect(await at()).toEqual(['event actor-actor actual gives takes 1']);
    await removeArticle(empty.database.prisma, 'mind');
    expect(await at()).toEqual([]);
    expect(await at(`?asOfRelease=${number + 1}`)).toEqual([]);
    expect(await at(`?asOfRelease=${number + 2}`)).toEqual(before);
    expect(await at(`?asOfRelease=${number + 3}`)).toHaveLength(1);
  });

  test('an entity with more ties than are read has its newest, and the answer says so', async () => {
    const hub = (nth: number) => `h${nth}`;
    const spokes = Array.from({ length: TIES_READ + 1 }, (_, nth) => hub(nth));
    await load('hub', {
      entities: ['hub', ...spokes].map(named),
      statements: [said('ties')],
      relations: spokes.map((spoke) => tie(spoke, 'hub')),
    });
    const graph = await empty.body('/v1/entities/hub/graph?limit=3');
    expect(nodes(graph)).toEqual([
      [0, 'hub'],
      [1, 'h1'],
      [1, 'h10'],
    ]);
    expect(graph.truncated).toBe(true);
    // The first tie is not read of the hub, but of the other end.
    expect(walked(await empty.body('/v1/paths?from=h0&to=h1'))).toEqual(['h0 > hub > h1']);
    expect(walked(await empty.body('/v1/paths?from=h1&to=h0'))).toEqual(['h1 > hub > h0']);
    expect(walked(await empty.body('/v1/paths?from=h0&to=hub'))).toEqual(['h0 > hub']);
    expect(walked(await empty.body('/v1/paths?from=hub&to=h0'))).toEqual(['hub > h0']);
    const spoke = await empty.body('/v1/entities/h0/graph');
    expect([edges(spoke), spoke.truncated]).toEqual([['relation part_of h0 hub 1'], false]);
  });

  test('as many ties as are read are all there are, and one more is told', async () => {
    const tied = (count: number) => {
      const voices = Array.from({ length: count }, (_, nth) => `voice${nth}`);
      return {
        entities: ['left', 'right'].map(named),
        statements: voices.map((voice) => said(voice)),
        relations: voices.map((voice) => tie('left', 'right', voice)),
      };
    };
    const graph = async () => {
      const { edges, truncated } = await empty.body('/v1/entities/left/graph');
      return [edges[0].weight, truncated];
    };
    await load('full', tied(TIES_READ));
    expect(await graph()).toEqual([TIES_READ, false]);
    await load('one-more', tied(1));
    expect(await graph()).toEqual([TIES_READ, true]);
  });

  describe('bounds hold, are told, and keep the same every time', () => {
    const numbered = (name: string, count: number) =>
      Array.from({ length: count }, (_, nth) => `${name}${String(nth).padStart(3, '0')}`);
    /** The answer, after it was seen to be the same twice. */
    const steady = async (path: string) => {
      const answer = await empty.body(path);
      expect(await empty.body(path)).toEqual(answer);
      return answer;
    };

    test(`a graph has at most ${EDGES_MAX} edges, the nearest and heaviest`, async () => {
      // Everybody is tied to everybody after: 1,225 edges, of which the last weighs most.
      const all = numbered('mesh', 50);
      const pairs = all.flatMap((one, nth) => all.slice(nth + 1).map((other) => [one, other]));
      const [last] = pairs.slice(-1) as [[string, string]];
      await load('mesh', {
        entities: all.map(named),
        statements: [said('ties'), said('again')],
        relations: [...pairs.map(([a, b]) => tie(`${a}`, `${b}`)), tie(...last, 'again')],
      });
      const graph = await steady('/v1/entities/mesh025/graph?limit=200');
      expect([graph.nodes.length, graph.edges.length, graph.truncated]).toEqual([50, 1000, true]);
      const isNear = (pair: string[]) => pair.includes('mesh025');
      const far = pairs.filter((pair) => !isNear(pair) && pair !== last);
      expect(graph.edges.map(({ from, to }: Item) => [from, to])).toEqual(
        [...pairs.filter(isNear), last, ...far].slice(0, 1000),
      );
      // One entity fewer is still too many, and few enough are whole.
      const some = await steady('/v1/entities/mesh025/graph?limit=45');
      expect([some.edges.length, some.truncated]).toEqual([(45 * 44) / 2, true]);
    });

    test('a graph keeps at most 200 entities, by weight and id', async () => {
      const spokes = numbered('spoke', 150);
      const rims = numbered('rim', 150);
      await load('wheel', {
        entities: ['axle', ...spokes, ...rims].map(named),
        statements: [said('ties'), said('again')],
        relations: [
          ...spokes.flatMap((spoke, nth) => [tie('axle', spoke), tie(spoke, `${rims[nth]}`)]),
          tie('spoke149', 'rim149', 'again'),
        ],
      });
      const graph = await steady('/v1/entities/axle/graph?depth=2&limit=200');
      expect(graph.nodes.map(({ entity }: Item) => entity.id)).toEqual([
        'axle',
        ...spokes,
        'rim149',
        ...rims.slice(0, 48),
      ]);
      expect([graph.edges.length, graph.truncated]).toEqual([150 + 49, true]);
    });

    test(`an edge lists at most ${PROOFS_LISTED} proofs and weighs them all`, async () => {
      const voices = numbered('voice', PROOFS_LISTED + 2);
      await load('choir', {
        entities: ['one', 'other'].map(named),
        statements: voices.map((voice) => said(voice)),
        relations: voices.map((voice) => tie('one', 'other', voice)),
      });
      const { edges, truncated } = await steady('/v1/entities/one/graph');
      const listed = voices.slice(0, PROOFS_LISTED);
      expect([edges.length, edges[0].weight, truncated]).toEqual([1, PROOFS_LISTED + 2, false]);
      expect(edges[0].evidence).toEqual({
        relations: listed.map((voice) => `choir.one-other-${voice}`),
        events: [],
        statements: listed.map((voice) => `choir.${voice}`),
      });
    });

    test(`a step of a search keeps the ${STEP_MAX} heaviest entities`, async () => {
      // From the root over four boughs to 600 leaves; three of them lead on, each to an end.
      const boughs = numbered('bough', 4);
      const leaves = numbered('leaf', 600);
      const onward = { leaf000: 'near', leaf599: 'lost', leaf598: 'heavy' };
      const path = (end: string) => [`${end}-x`, `${end}-y`, end];
      await load('tree', {
        entities: ['root', ...boughs, ...leaves, ...Object.values(onward).flatMap(path)].map(named),
        statements: [said('ties'), said('again')],
        relations: [
          ...boughs.map((bough) => tie('root', bough)),
          ...leaves.map((leaf, nth) => tie(`${boughs[nth % 4]}`, leaf)),
          tie('bough002', 'leaf598', 'again'),
          ...Object.entries(onward).flatMap(([leaf, end]) => [
            tie(leaf, `${end}-x`),
            tie(`${end}-x`, `${end}-y`),
            tie(`${end}-y`, end),
          ]),
        ],
      });
      const to = async (end: string) => {
        const answer = await steady(`/v1/paths?from=root&to=${end}&maxLength=6`);
        return [walked(answer), answer.truncated];
      };
      const way = (bough: string, leaf: string, end: string) =>
        [`root > ${bough} > ${leaf} > ${path(end).join(' > ')}`] as const;
      expect(await to('near')).toEqual([way('bough000', 'leaf000', 'near'), true]);
      expect(await to('heavy')).toEqual([way('bough002', 'leaf598', 'heavy'), true]);
      expect(await to('lost')).toEqual([[], true]);
      // What the other side has reached is kept before all others, however light.
      const short = await steady('/v1/paths?from=root&to=lost-x&maxLength=6');
      expect(walked(short)).toEqual(['root > bough003 > leaf599 > lost-x']);
    });

    test(`${PATHS_WEIGHED} of equally short paths are compared`, async () => {
      // Each left is tied to each right, and the last pair leads over the best proved tie of all.
      const grid = (name: string, pairs: number) => {
        const lefts = numbered(`${name}-l`, 10);
        const rights = numbered(`${name}-r`, 20);
        const tied = lefts.flatMap((left) => rights.map((right) => [left, right] as const));
        const [from, to, left, right] = ['from', 'to', 'zl', 'zr'].map((end) => `${name}-${end}`);
        return load(name, {
          entities: [from, to, ...lefts, ...rights, left, right].map((id) => named(`${id}`)),
          statements: [said('ties'), said('again')],
          relations: [
            ...[...lefts, left].map((one) => tie(`${from}`, `${one}`)),
            ...[...rights, right].map((one) => tie(`${one}`, `${to}`)),
            ...tied.slice(0, pairs).map((pair) => tie(...pair)),
            tie(`${left}`, `${right}`),
            tie(`${from}`, `${left}`, 'again'),
          ],
        });
      };
      await grid('most', PATHS_WEIGHED - 1);
      await grid('more', PATHS_WEIGHED);
      const best = async (name: string) => {
        const answer = await steady(`/v1/paths?from=${name}-from&to=${name}-to&limit=20`);
        const [first] = answer.paths;
        return [walked(answer)[0], first.weight, answer.paths.length, answer.truncated];
      };
      expect(await best('most')).toEqual(['most-from > most-zl > most-zr > most-to', 4, 20, true]);
      expect(await best('more')).toEqual([
        'more-from > more-l000 > more-r000 > more-to',
        3,
        20,
        true,
      ]);
    });
  });
});
