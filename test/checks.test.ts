import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

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
