import { type FigureInput, type Interval, inWords } from '../figures/inputs.js';
import { groupBy } from '../group-by.js';
import type { Rule } from './schema.js';

/** What the used figures of a group come to. */
export interface Result {
  low: number | null;
  lowInclusive: boolean | null;
  best: number | null;
  high: number | null;
  highInclusive: boolean | null;
  explanation: string;
  origins: { independent: number; unnamed: number; repetitions: number };
}

/** Reconciles the used figures of one group by a rule. */
export function reconcile(used: readonly FigureInput[], rule: Rule): Result {
  const hull = hullOf(used);
  const best = used.length === 0 ? null : BEST[rule](used);
  return {
    low: hull.lower,
    lowInclusive: hull.lowerInclusive,
    best,
    high: hull.upper,
    highInclusive: hull.upperInclusive,
    explanation: explain(used, hull, best, rule),
    origins: countOrigins(used),
  };
}

/** The range that all of the figures allow together; a figure without a bound takes it away. */
function hullOf(used: readonly FigureInput[]): Interval {
  const lower = outermost(used, 'lower', (a, b) => a < b);
  const upper = outermost(used, 'upper', (a, b) => a > b);
  return {
    lower: lower.bound,
    lowerInclusive: lower.inclusive,
    upper: upper.bound,
    upperInclusive: upper.inclusive,
  };
}

function outermost(
  used: readonly FigureInput[],
  side: 'lower' | 'upper',
  isFurther: (a: number, b: number) => boolean,
) {
  let bound: number | null = null;
  let inclusive: boolean | null = null;
  for (const figure of used) {
    const value = figure[side];
    const includes = figure[`${side}Inclusive`];
    if (value === null) return { bound: null, inclusive: null };
    if (bound === null || isFurther(value, bound)) [bound, inclusive] = [value, includes];
    else if (value === bound) inclusive ||= includes;
  }
  return { bound, inclusive };
}

const BEST: Record<Rule, (used: readonly FigureInput[]) => number | null> = {
  latest: (used) => onlyValue(estimates(newest(used))),
  majority: (used) => {
    const votes = [...byOrigin(used).values()].map((figures) =>
      onlyValue(estimates(newest(figures))),
    );
    const winner = votes.find((value) => value !== null && 2 * count(votes, value) > votes.length);
    return winner ?? null;
  },
  range: () => null,
  'origin-rank': (used) => {
    const ranked = estimates(used);
    const named = ranked.filter(({ origin }) => origin !== null);
    const first = named.length > 0 ? named : ranked;
    const shortest = Math.min(...first.map(({ chainLength }) => chainLength));
    return onlyValue(first.filter(({ chainLength }) => chainLength === shortest));
  },
};

/** "More than 3,000" names a bound; only what names a number can be the best one. */
const estimates = (figures: readonly FigureInput[]) =>
  figures.filter(
    ({ qualifier, value }) =>
      value !== null && (qualifier === 'exact' || qualifier === 'approximately'),
  );

/** Those of the last day; if none has one, all: none is older than another. */
function newest(figures: readonly FigureInput[]): FigureInput[] {
  const days = figures.flatMap(({ day }) => day ?? []);
  const last = days.sort().at(-1) ?? null;
  return figures.filter(({ day }) => day === last);
}

function onlyValue(figures: readonly FigureInput[]): number | null {
  const values = new Set(figures.map(({ value }) => value));
  const [value] = values;
  return values.size === 1 ? (value ?? null) : null;
}

const count = (votes: readonly (number | null)[], value: number) =>
  votes.filter((vote) => vote === value).length;

/** The figures of each named origin. */
function byOrigin(used: readonly FigureInput[]): Map<string, FigureInput[]> {
  const named = used.filter(({ origin }) => origin !== null);
  return groupBy(named, ({ origin }) => origin?.id ?? '');
}

function countOrigins(used: readonly FigureInput[]) {
  const independent = byOrigin(used).size;
  const unnamed = used.filter(({ origin }) => origin === null).length;
  return { independent, unnamed, repetitions: used.length - unnamed - independent };
}

function explain(
  used: readonly FigureInput[],
  hull: Interval,
  best: number | null,
  rule: Rule,
): string {
  if (used.length === 0) return 'No figure can be used, so nothing is known.';
  const figures =
    used.length === 1
      ? 'One figure is used; it allows'
      : `${used.length} figures are used; together they allow`;
  const chosen =
    best === null
      ? `The rule "${rule}" does not decide on a best value.`
      : `By the rule "${rule}" ${best.toLocaleString('en')} is the best value.`;
  return `${figures} ${inWords(hull)}. ${chosen}`;
}
