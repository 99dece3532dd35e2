import type { Qualifier } from '../database/generated/enums.js';

/** The bounds of a quantity; null where none was given. */
export interface Bounds {
  lower: number | null;
  upper: number | null;
  lowerInclusive: boolean | null;
  upperInclusive: boolean | null;
}

export type StatedQuantity = { value: number | null; qualifier: Qualifier } & {
  [Bound in keyof Bounds]?: Bounds[Bound] | undefined;
};

/** Which bounds the number written gives, by qualifier: its inclusiveness, or no bound. */
const FROM_VALUE: Record<Qualifier, { lower?: boolean; upper?: boolean }> = {
  exact: { lower: true, upper: true },
  more_than: { lower: false },
  at_least: { lower: true },
  less_than: { upper: false },
  at_most: { upper: true },
  approximately: {},
  between: {},
  indefinite: {},
};

/**
 * The bounds of a quantity. Those that the number and its qualifier give need not be written;
 * where they are, `boundFaults` has compared them. "approximately" gives none: none were given.
 */
export function boundsOf(quantity: StatedQuantity): Bounds {
  const implied = FROM_VALUE[quantity.qualifier];
  const side = (bound: 'lower' | 'upper') =>
    implied[bound] === undefined ? (quantity[bound] ?? null) : quantity.value;
  const inclusive = (bound: 'lower' | 'upper') =>
    side(bound) === null ? null : (implied[bound] ?? quantity[`${bound}Inclusive`] ?? true);
  return {
    lower: side('lower'),
    upper: side('upper'),
    lowerInclusive: inclusive('lower'),
    upperInclusive: inclusive('upper'),
  };
}

/** What does not add up in a quantity: [key, what was expected]. */
export function boundFaults(quantity: StatedQuantity): [keyof StatedQuantity, string][] {
  const { value, qualifier } = quantity;
  const faults: [keyof StatedQuantity, string][] = [];
  const implied = boundsOf(quantity);
  if (value === null && Object.keys(FROM_VALUE[qualifier]).length > 0) {
    faults.push(['value', `a number, since the qualifier is ${qualifier}`]);
  }
  for (const key of ['lower', 'upper', 'lowerInclusive', 'upperInclusive'] as const) {
    const written = quantity[key];
    if (written === undefined || written === implied[key]) continue;
    const bound = key.startsWith('lower') ? 'lower' : 'upper';
    const follows = FROM_VALUE[qualifier][bound] !== undefined;
    const because = follows
      ? `which follows from the qualifier ${qualifier}`
      : `since there is no ${bound} bound`;
    faults.push([key, `${implied[key]}, ${because}`]);
  }
  if (qualifier === 'approximately' && (implied.lower ?? implied.upper) !== null) {
    faults.push(['qualifier', '"between", since bounds are given']);
  }
  const { lower, upper } = implied;
  if (qualifier === 'between' && (lower === null || upper === null)) {
    faults.push([lower === null ? 'lower' : 'upper', 'a number, since the qualifier is between']);
  }
  const open = implied.lowerInclusive === false || implied.upperInclusive === false;
  if (lower !== null && upper !== null && (lower > upper || (lower === upper && open))) {
    faults.push(['lower', `${open ? 'less than' : 'at most'} the upper bound, ${upper}`]);
  }
  if (value !== null && ((lower !== null && value < lower) || (upper !== null && value > upper))) {
    faults.push(['value', 'a number within the bounds']);
  }
  return faults;
}
