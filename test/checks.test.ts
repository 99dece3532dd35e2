import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, figure, span, TEXT } from './support/bundles.js';

// The expected answers were worked out by hand: test/reports/README.md, section 2.

let reports: Api;
let seeded: Api;
beforeAll(async () => {
  [reports, seeded] = await Promise.all([createApi('reports'), createApi('seeded')]);
});
afterAll(() => Promise.all([reports.close(), seeded.close()]));

const short = (id: string) => id.replace('varn-border-2031-03-', '');
const outline = ({ rule, verdict, inputs }: Item) => [
  rule,
  inputs.map(({ figure }: Item) => short(figure)).join(' '),
  verdict,
];

async function checks(query = '') {
  const answer = await reports.body(`/v1/figures/checks?${query}`);
  return answer.checks.map(outline).toSorted();
}

const sums = [
  ['sum', 'b.corps-killed-skore b.corps-wounded-skore d.corps-casualties-skore', 'inconsistent'],
  ['sum', 'c.residents-killed c.residents-wounded c.residents-casualties', 'consistent'],
];
const bounds = (corps: string) => [
  ['at-most', 'a.brigade-missing a.brigade-deployed', 'consistent'],
  ['at-most', 'b.brigade-captured a.brigade-deployed', 'inconsistent'],
  ['at-most', 'c.corps-captured c.corps-deployed', corps],
];
const series = [
  ['never-falls', 'a.brigade-killed b.brigade-killed', 'consistent'],
  ['never-falls', 'b.brigade-killed d.brigade-killed', 'inconsistent'],
];

describe('every check that can be made, and no other', () => {
  test('in the newest release', async () => {
    expect(await checks()).toEqual([...bounds('undetermined'), ...series, ...sums].toSorted());
  });

  test('with a tolerance', async () => {
    const expected = [...bounds('consistent'), ...series, ...sums].toSorted();
    expect(await checks('tolerance=0.1')).toEqual(expected);
  });

  test.each([
    [2, { consistent: 1 }],
    [3, { consistent: 2, inconsistent: 1 }],
    [4, { consistent: 3, undetermined: 1, inconsistent: 1 }],
    [5, { consistent: 3, undetermined: 1, inconsistent: 3 }],
  ])('as of release %i', async (release, verdicts) => {
    const counted: Record<string, number> = {};
    for (const [, , verdict] of await checks(`asOfRelease=${release}`)) {
      counted[verdict] = (counted[verdict] ?? 0) + 1;
    }
    expect(counted).toEqual(verdicts);
  });
});

test.each([
  ['rule=sum', sums],
  ['rule=never-falls&verdict=consistent', [series[0]]],
  ['verdict=undetermined', [bounds('undetermined')[2]]],
  ['population=skore-residents', [sums[1]]],
  ['event=lowland-campaign', bounds('undetermined')],
  ['place=skore', [...series, ...sums].toSorted()],
  ['measure=killed', series],
  ['article=varn-border-2031-03-c', [bounds('undetermined')[2], sums[1]]],
])('checks?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await checks(filter)).toEqual(expected);
});

describe("the article's own numbers: about 300 killed, 2,700 wounded, over 3,000 casualties", () => {
  const sum = async (query: string) => {
    const { checks: found } = await seeded.body(`/v1/figures/checks?rule=sum&${query}`);
    return found.map(({ verdict, working, explanation }: Item) => [verdict, working, explanation]);
  };

  test('cannot be decided while "approximately 300" has no bounds', async () => {
    expect(await sum('')).toEqual([
      [
        'undetermined',
        'killed "approximately 300" + wounded 2,700 = at least 2,700; casualties: more than 3,000',
        'It depends on "approximately 300", given without bounds; a tolerance would decide it.',
      ],
    ]);
  });

  test('fit together if 300 may be a tenth more', async () => {
    expect(await sum('tolerance=0.1')).toEqual([
      [
        'consistent',
        'killed 270 to 330 + wounded 2,700 = 2,970 to 3,030; casualties: more than 3,000',
        'All of these figures can be true together.',
      ],
    ]);
  });

  test('do not fit if 300 is just 300, since 3,000 is not more than 3,000', async () => {
    expect(await sum('tolerance=0')).toEqual([
      [
        'inconsistent',
        'killed 300 + wounded 2,700 = 3,000; casualties: more than 3,000',
        'No values within the reported bounds fit: at least one figure is off.',
      ],
    ]);
  });

  test('and two captured are fewer than the over 10,000 deployed', async () => {
    const { checks: found } = await seeded.body('/v1/figures/checks?measure=captured,deployed');
    expect(found.map(({ verdict, working }: Item) => [verdict, working])).toEqual([
      ['consistent', 'captured 2 ≤ deployed more than 10,000'],
    ]);
  });
});

describe('of many figures', () => {
  let api: Api;
  const given = (measure: string, count: number, place: string) =>
    Array.from({ length: count }, (_, nth) =>
      figure({ id: `${measure}-${place}-${nth}`, measure, place, event: undefined }),
    );
  beforeAll(async () => {
    api = await createApi('empty');
    const figures = [
      ...given('killed', 11, 'lake-orm'),
      ...given('wounded', 11, 'lake-orm'),
      ...given('casualties', 1, 'lake-orm'),
      ...given('killed', 72, 'norland'),
      ...given('wounded', 70, 'norland'),
      ...given('casualties', 1, 'norland'),
    ];
    await api.load(bundle({ figures }));
  });
  afterAll(() => api.close());

  test('every way to combine those of a sum is there', async () => {
    const { checks: found } = await api.body('/v1/figures/checks?place=lake-orm');
    const ways = Array.from({ length: 11 }, (_, killed) =>
      Array.from({ length: 11 }, (_, wounded) => [
        'sum',
        `lake-orm.killed-lake-orm-${killed} lake-orm.wounded-lake-orm-${wounded} lake-orm.casualties-lake-orm-0`,
        'consistent',
      ]),
    );
    expect(found.map(outline)).toEqual(ways.flat());
  });

  test.each([
    ['place', 'place=norland', 'population, measure, event, or article'],
    ['population', '', 'population, measure, event, place, or article'],
    ['measure', 'measure=killed,wounded,casualties', 'population, event, place, or article'],
  ])('more than can be gone through are a fault, and not left out: %s', async (...asked) => {
    const [parameter, query, others] = asked;
    const { status, body } = await api.get(`/v1/figures/checks?verdict=inconsistent&${query}`);
    const message = `makes more than 5000 checks; narrow it by ${others}`;
    expect([status, body.errors]).toEqual([400, [{ parameter, message }]]);
  });

  test('what other rules would make does not count', async () => {
    expect(await api.body('/v1/figures/checks?rule=never-falls,at-most')).toEqual({
      tolerance: null,
      checks: [],
    });
  });
});

describe('what is no contradiction', () => {
  test('figures of which nobody says whom they count', async () => {
    const api = await createApi('empty');
    const said = (id: string, measure: string, value: number) =>
      bundle({
        article: { id },
        figures: [
          figure({
            measure,
            quantity: { value, qualifier: 'exact', text: `${value}` },
            population: undefined,
            spans: [span(TEXT, '300')],
          }),
        ],
      });
    try {
      await api.load(said('one', 'killed', 300), said('other', 'deployed', 30));
      expect((await api.body('/v1/figures/checks')).checks).toEqual([]);
    } finally {
      await api.close();
    }
  });

  test('fractions that add up', async () => {
    const api = await createApi('empty');
    const part = (measure: string, value: number) =>
      figure({ id: measure, measure, quantity: { value, qualifier: 'exact', text: '300' } });
    try {
      const figures = [part('killed', 1.1), part('wounded', 2.2), part('casualties', 3.3)];
      await api.load(bundle({ figures }));
      const { checks: found } = await api.body('/v1/figures/checks');
      expect(found.map(({ verdict, working }: Item) => [verdict, working])).toEqual([
        ['consistent', 'killed 1.1 + wounded 2.2 = 3.3; casualties: 3.3'],
      ]);
    } finally {
      await api.close();
    }
  });
});
