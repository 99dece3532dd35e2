import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, figure } from './support/bundles.js';

// The expected answers were worked out by hand: test/reports/README.md, section 1.

let reports: Api;
let seeded: Api;
beforeAll(async () => {
  [reports, seeded] = await Promise.all([createApi('reports'), createApi('seeded')]);
});
afterAll(() => Promise.all([reports.close(), seeded.close()]));

const short = (id: string) => id.replace('varn-border-2031-03-', '');
const used = ({ inputs }: Item) =>
  inputs.filter((input: Item) => input.used).map(({ figure }: Item) => short(figure));
const excluded = ({ inputs }: Item) =>
  inputs
    .filter((input: Item) => !input.used)
    .map(({ figure, reason, by }: Item) => [short(figure), reason, by && short(by)]);
const counted = ({ origins: { independent, unnamed, repetitions } }: Item) =>
  `${independent}/${unnamed}/${repetitions}`;

async function groups(query: string): Promise<Item[]> {
  return (await reports.body(`/v1/figures/reconcile?${query}`)).groups;
}

/** low, high and the best value by each rule of the first group. */
async function results(query: string) {
  const best: Item = {};
  for (const rule of ['latest', 'majority', 'range', 'origin-rank']) {
    best[rule] = (await groups(`${query}&rule=${rule}`))[0].best;
  }
  const [group] = await groups(query);
  return [used(group), group.low, group.high, ...Object.values(best), counted(group)];
}

const BRIGADE = 'measure=killed&population=varn-third-brigade';
const CORPS = 'measure=killed&population=oskelund-border-corps&event=laka-fighting';
const DISPLACED = 'measure=displaced&population=laka-villagers';

const brigade = (...articles: string[]) => articles.map((article) => `${article}.brigade-killed`);
const corps = (...articles: string[]) => articles.map((article) => `${article}.corps-killed-laka`);

describe('low, high and best by each rule, and how many sources stand behind them', () => {
  test.each<[string, Item[]]>([
    [`${BRIGADE}&asOfRelease=2`, [brigade('a'), 120, 120, 120, 120, null, 120, '1/0/0']],
    [`${BRIGADE}&asOfRelease=4`, [brigade('a', 'b'), 120, 150, 150, null, null, 120, '2/0/0']],
    [BRIGADE, [brigade('a', 'b', 'd'), 120, 150, 140, null, null, null, '2/0/1']],
    [`${CORPS}&asOfRelease=2`, [corps('a'), 40, 40, 40, 40, null, 40, '1/0/0']],
    [`${CORPS}&asOfRelease=3`, [corps('a', 'b'), 26, 40, 26, null, null, 40, '2/0/0']],
    [`${CORPS}&asOfRelease=4`, [corps('a', 'b', 'c'), 26, 40, 26, null, null, 40, '2/0/1']],
    [
      CORPS,
      [
        [...corps('a', 'b', 'c', 'd'), 'd.corps-killed-laka-unnamed'],
        26,
        null,
        26,
        40,
        null,
        40,
        '3/1/1',
      ],
    ],
    [
      `${DISPLACED}&asOfRelease=3`,
      [['a.displaced', 'b.displaced'], null, 1500, 1200, null, null, 1200, '2/0/0'],
    ],
    [
      `${DISPLACED}&asOfRelease=4`,
      [['b.displaced', 'c.displaced'], null, 2000, null, null, null, null, '2/0/0'],
    ],
    [
      DISPLACED,
      [
        ['c.displaced', 'd.displaced', 'd.displaced-registered'],
        null,
        null,
        null,
        1900,
        null,
        1900,
        '1/1/1',
      ],
    ],
    [
      `${DISPLACED}&tolerance=0.1`,
      [
        ['c.displaced', 'd.displaced', 'd.displaced-registered'],
        1710,
        2100,
        null,
        1900,
        null,
        1900,
        '1/1/1',
      ],
    ],
    [
      'measure=deployed&population=oskelund-border-corps',
      [['c.corps-deployed'], null, null, 2000, 2000, null, 2000, '1/0/0'],
    ],
    [
      'measure=deployed&population=oskelund-border-corps&tolerance=0.1',
      [['c.corps-deployed'], 1800, 2200, 2000, 2000, null, 2000, '1/0/0'],
    ],
    [
      'measure=missing&population=varn-third-brigade',
      [['a.brigade-missing'], 70, null, null, null, null, null, '0/1/0'],
    ],
    [
      'measure=deployed&population=varn-third-brigade',
      [['a.brigade-deployed'], null, 900, null, null, null, null, '1/0/0'],
    ],
    [
      'measure=killed&population=skore-residents',
      [['c.residents-killed'], 12, 12, 12, null, null, 12, '0/1/0'],
    ],
    [
      'measure=headcount&population=lowland-observers',
      [['b.mission-headcount'], 48, 48, 48, 48, null, 48, '1/0/0'],
    ],
  ])('%s', async (query, expected) => {
    expect(await results(query)).toEqual(expected);
  });
});

test('what is updated, retracted, negated, not actual or has no number is left out, and says so', async () => {
  const of = async (query: string) => excluded((await groups(query))[0]);
  expect(await of(DISPLACED)).toEqual([
    ['a.displaced', 'updated', 'c.laka-flight'],
    ['b.displaced', 'retracted', 'd.withdrawal'],
  ]);
  expect(await of(CORPS)).toEqual([['b.corps-killed-laka-denied', 'negated', null]]);
  expect(await of('measure=deployed&population=tamrey-soldiers')).toEqual([
    ['c.tamrey-deployed', 'not-actual', null],
  ]);
  const wounded = 'measure=wounded&population=oskelund-border-corps&event=laka-fighting';
  expect(await of(wounded)).toEqual([['d.corps-wounded-laka', 'no-number', null]]);
});

test('figures of other events, places and ways of counting are not compared', async () => {
  const all = await groups('measure=killed&population=oskelund-border-corps');
  expect(all.map(({ event, place, low, high }) => [event.id, place.id, low, high])).toEqual([
    ['laka-fighting', 'laka', 26, null],
    ['battle-of-skore', 'skore', 55, 55],
  ]);
});

test.each([
  ['event=battle-of-skore', ['b.corps-killed-skore']],
  ['place=skore', ['b.corps-killed-skore']],
  ['event=laka-fighting&to=2031-03-08&match=certain', ['c.corps-killed-laka']],
  ['place=laka&publishedBefore=2031-03-14', ['a.corps-killed-laka']],
])('reconcile?%s keeps what fits and nothing else', async (filter, ids) => {
  const [group] = await groups(`measure=killed&population=oskelund-border-corps&${filter}`);
  expect(used(group)).toEqual(ids);
});

test('the article: about 300 killed, one origin, no range without a tolerance', async () => {
  const query = 'measure=killed&population=nk-soldiers-in-russia';
  const answer = await seeded.body(`/v1/figures/reconcile?${query}`);
  expect(answer).toEqual({
    measure: 'killed',
    population: {
      id: 'nk-soldiers-in-russia',
      name: 'North Korean soldiers sent to Russia',
      type: 'group',
    },
    rule: 'latest',
    ruleText: expect.stringMatching(/newest figure/),
    tolerance: null,
    groups: [
      expect.objectContaining({
        low: null,
        best: 300,
        high: null,
        explanation:
          'One figure is used; it allows any number. By the rule "latest" 300 is the best value.',
        origins: { independent: 1, unnamed: 0, repetitions: 0 },
      }),
    ],
  });
  const tolerant = await seeded.body(`/v1/figures/reconcile?${query}&tolerance=0.1`);
  expect(tolerant.groups[0]).toMatchObject({ low: 270, best: 300, high: 330 });
});

test.each([
  ['population=laka', 'measure'],
  ['measure=killed', 'population'],
  ['measure=killed&population=laka&rule=mean', 'rule'],
  ['measure=killed&population=laka&tolerance=2', 'tolerance'],
  ['measure=killed&population=lakka', 'population'],
  ['measure=killed,wounded&population=laka', 'measure'],
])('reconcile?%s is refused and names %s', async (query, parameter) => {
  const { status, body } = await reports.get(`/v1/figures/reconcile?${query}`);
  expect([status, body.errors.map((error: Item) => error.parameter)]).toEqual([400, [parameter]]);
});

test('a population that a release does not know yet is called as it was first', async () => {
  const query = 'measure=killed&population=skore-residents';
  const { population } = await reports.body(`/v1/figures/reconcile?${query}`);
  const early = await reports.body(`/v1/figures/reconcile?${query}&asOfRelease=2`);
  expect((await reports.get('/v1/entities/skore-residents?asOfRelease=2')).status).toBe(404);
  expect([early.population, early.groups]).toEqual([population, []]);
});

test('the newest figure decides by "latest", even if it only names a bound', async () => {
  const api = await createApi('empty');
  const on = (edtf: string, qualifier: 'exact' | 'more_than') =>
    figure({
      id: qualifier.replace('_', '-'),
      quantity: { value: 300, qualifier, text: '300' },
      asOf: { edtf, basis: 'inferred' },
    });
  const best = async () => {
    const query = 'measure=killed&population=storm-brigade&place=lake-orm';
    return (await api.body(`/v1/figures/reconcile?${query}`)).groups.map(({ best }: Item) => best);
  };
  try {
    await api.load(bundle({ figures: [on('2025-01-02', 'exact'), on('2025-01-01', 'more_than')] }));
    expect(await best()).toEqual([300]);
    await api.load(bundle({ figures: [on('2025-01-02', 'exact'), on('2025-01-03', 'more_than')] }));
    expect(await best()).toEqual([null]);
  } finally {
    await api.close();
  }
});

test.each(['latest', 'majority'])(
  'a figure that nobody dates is the newest by "%s"',
  async (rule) => {
    const api = await createApi('empty');
    try {
      const exact = figure({ quantity: { value: 300, qualifier: 'exact', text: '300' } });
      await api.load(bundle({ article: { published: { basis: 'unknown' } }, figures: [exact] }));
      const query = `measure=killed&population=storm-brigade&rule=${rule}`;
      const { groups } = await api.body(`/v1/figures/reconcile?${query}`);
      expect(groups).toMatchObject([{ low: 300, best: 300, high: 300 }]);
    } finally {
      await api.close();
    }
  },
);
