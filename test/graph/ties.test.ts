import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeArticle } from '../../src/bundle/remove.js';
import { TIES_READ } from '../../src/graph/schema.js';
import { type Api, createApi, type Item } from '../support/app.js';
import { event } from '../support/bundles.js';
import { edges, nodes, walked } from './shown.js';
import { load, named, said, tie, WORDS } from './ties.js';

let empty: Api;
beforeAll(async () => {
  empty = await createApi('empty');
});
afterAll(() => empty.close());

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
  await load(empty, 'diamonds', {
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
  await load(empty, 'denials', {
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
  await load(empty, 'bystander', { entities });
  await load(empty, 'mind', {
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
  await load(empty, 'mind', { entities, events: [met], statements: [said('ties')] });
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
  await load(empty, 'hub', {
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
  await load(empty, 'full', tied(TIES_READ));
  expect(await graph()).toEqual([TIES_READ, false]);
  await load(empty, 'one-more', tied(1));
  expect(await graph()).toEqual([TIES_READ, true]);
});
