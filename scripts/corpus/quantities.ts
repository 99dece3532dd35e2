import type { z } from 'zod';
import type { BundleSchema } from '../../src/bundle/format.js';
import type { Qualifier } from '../../src/database/generated/enums.js';
import type { Random } from './random.js';

type Quantity = NonNullable<z.input<typeof BundleSchema>['figures']>[number]['quantity'];

const QUALIFIERS = {
  exact: 8,
  approximately: 5,
  more_than: 4,
  at_least: 4,
  less_than: 2,
  at_most: 2,
  between: 2,
  indefinite: 3,
} as const satisfies Record<Qualifier, number>;

const HEDGED: Record<Exclude<Qualifier, 'between' | 'indefinite'>, readonly string[]> = {
  exact: [''],
  approximately: ['about ', 'some ', 'approximately '],
  more_than: ['over ', 'more than '],
  at_least: ['at least ', 'no fewer than '],
  less_than: ['fewer than ', 'under '],
  at_most: ['up to ', 'at most '],
};

const INDEFINITE = ['dozens', 'many', 'several', 'scores', 'a number'];

/** A quantity near `size`, as it is reported; its text is English. */
export function quantityOf(random: Random, size: number): Quantity {
  const qualifier = random.weighed(QUALIFIERS);
  if (qualifier === 'indefinite') {
    return { value: null, qualifier, text: random.pick(INDEFINITE) };
  }
  const number = reported(random, size);
  if (qualifier === 'between') {
    const upper = number + random.whole(1, Math.max(1, Math.floor(number / 2)));
    const text = `${written(number)} to ${written(upper)}`;
    return { value: null, qualifier, lower: number, upper, text };
  }
  const value = qualifier === 'exact' ? number : rounded(number);
  return { value, qualifier, text: `${random.pick(HEDGED[qualifier])}${written(value)}` };
}

/** Most reports repeat one number, some are of a later day, some contradict. */
function reported(random: Random, size: number): number {
  const what = random.weighed({ same: 12, later: 5, other: 3 });
  if (what === 'same') return size;
  const percent = what === 'later' ? random.whole(101, 130) : random.whole(40, 220);
  return Math.max(1, Math.round((size * percent) / 100));
}

const rounded = (number: number) => (number < 20 ? number : Math.round(number / 10) * 10);

const written = (number: number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
