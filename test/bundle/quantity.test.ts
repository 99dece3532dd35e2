import { expect, test } from 'vitest';
import { boundFaults, boundsOf, type StatedQuantity } from '../../src/bundle/quantity.js';

// The bounds that a number and its hedge give: a filter by value rests on nothing else.

const NONE = { lower: null, upper: null, lowerInclusive: null, upperInclusive: null };

test.each<[name: string, quantity: StatedQuantity, bounds: Partial<typeof BOUNDS>]>([
  [
    '"2,700" is that many',
    { value: 2700, qualifier: 'exact' },
    { lower: 2700, upper: 2700, lowerInclusive: true, upperInclusive: true },
  ],
  [
    '"none" is a number too',
    { value: 0, qualifier: 'exact' },
    { lower: 0, upper: 0, lowerInclusive: true, upperInclusive: true },
  ],
  [
    '"over 10,000" leaves out 10,000',
    { value: 10000, qualifier: 'more_than' },
    { lower: 10000, lowerInclusive: false },
  ],
  [
    '"at least 300" has 300',
    { value: 300, qualifier: 'at_least' },
    { lower: 300, lowerInclusive: true },
  ],
  [
    '"under 300" leaves out 300',
    { value: 300, qualifier: 'less_than' },
    { upper: 300, upperInclusive: false },
  ],
  [
    '"up to 300" has 300',
    { value: 300, qualifier: 'at_most' },
    { upper: 300, upperInclusive: true },
  ],
  [
    '"over 300 but no more than 400" has both',
    { value: 300, qualifier: 'more_than', upper: 400 },
    { lower: 300, upper: 400, lowerInclusive: false, upperInclusive: true },
  ],
  ['"approximately 300" has none', { value: 300, qualifier: 'approximately' }, {}],
  ['"dozens" has none', { value: null, qualifier: 'indefinite' }, {}],
  [
    '"dozens" has those that somebody gives',
    { value: null, qualifier: 'indefinite', lower: 24 },
    { lower: 24, lowerInclusive: true },
  ],
  [
    '"between 11,000 and 12,000" has both, and they count',
    { value: null, qualifier: 'between', lower: 11000, upper: 12000 },
    { lower: 11000, upper: 12000, lowerInclusive: true, upperInclusive: true },
  ],
  [
    'a bound that does not count stays so',
    { value: null, qualifier: 'between', lower: 1, upper: 2, upperInclusive: false },
    { lower: 1, upper: 2, lowerInclusive: true, upperInclusive: false },
  ],
  [
    'what is written out may say what follows anyway',
    { value: 5, qualifier: 'more_than', lower: 5, upper: null, lowerInclusive: false },
    { lower: 5, lowerInclusive: false },
  ],
])('%s', (_, quantity, bounds) => {
  expect(boundFaults(quantity)).toEqual([]);
  expect(boundsOf(quantity)).toEqual({ ...NONE, ...bounds });
});

const BOUNDS: Record<keyof typeof NONE, number | boolean | null> = NONE;

test.each<[name: string, quantity: StatedQuantity, faults: [string, string][]]>([
  ...(['exact', 'more_than', 'at_least', 'less_than', 'at_most'] as const).map(
    (qualifier): [string, StatedQuantity, [string, string][]] => [
      `"${qualifier}" of nothing`,
      { value: null, qualifier },
      [['value', `a number, since the qualifier is ${qualifier}`]],
    ],
  ),
  [
    'an exact number with a range',
    { value: 5, qualifier: 'exact', lower: 4, upper: 6 },
    [
      ['lower', '5, which follows from the qualifier exact'],
      ['upper', '5, which follows from the qualifier exact'],
    ],
  ],
  [
    'a bound that is denied',
    { value: 5, qualifier: 'at_least', lower: null },
    [['lower', '5, which follows from the qualifier at_least']],
  ],
  [
    'more than 5, and at most 5',
    { value: 5, qualifier: 'more_than', upper: 5 },
    [['lower', 'less than the upper bound, 5']],
  ],
  [
    'between without bounds',
    { value: null, qualifier: 'between' },
    [['lower', 'a number, since the qualifier is between']],
  ],
  [
    'between 12 and 11',
    { value: null, qualifier: 'between', lower: 12, upper: 11 },
    [['lower', 'at most the upper bound, 11']],
  ],
  [
    'a number above its bounds',
    { value: 13, qualifier: 'between', lower: 11, upper: 12 },
    [['value', 'a number within the bounds']],
  ],
  [
    'about, with bounds',
    { value: 5, qualifier: 'approximately', upper: 6 },
    [['qualifier', '"between", since bounds are given']],
  ],
])('refused: %s', (_, quantity, faults) => {
  expect(boundFaults(quantity)).toEqual(faults);
});
