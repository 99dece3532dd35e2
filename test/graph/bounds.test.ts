import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EDGES_MAX, PATHS_WEIGHED, PROOFS_LISTED, STEP_MAX } from '../../src/graph/schema.js';
import { type Api, createApi, type Item } from '../support/app.js';
import { walked } from './shown.js';
import { load, named, said, tie } from './ties.js';

let empty: Api;
beforeAll(async () => {
  empty = await createApi('empty');
});
afterAll(() => empty.close());

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
    await load(empty, 'mesh', {
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
    await load(empty, 'wheel', {
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
    await load(empty, 'choir', {
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
    await load(empty, 'tree', {
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
      return load(empty, name, {
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
