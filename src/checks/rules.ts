import { type FigureInput, type Interval, inWords } from '../figures/inputs.js';
import { groupBy } from '../group-by.js';
import type { CheckRule } from './schema.js';

/** What the vocabulary says of a measure. */
export interface MeasureRules {
  id: string;
  sumOf: string[];
  atMost: string | null;
}

export interface Check {
  rule: CheckRule;
  verdict: 'consistent' | 'inconsistent' | 'undetermined';
  working: string;
  explanation: string;
  left: FigureInput[];
  right: FigureInput[];
}

/** Every check that can be made of the figures, by all rules or some, one after the other. */
export function* checksOf(
  figures: readonly FigureInput[],
  measures: readonly MeasureRules[],
  rules: readonly CheckRule[] = ALL_RULES,
): Generator<Check> {
  // Where it is not said who is counted, nobody knows whether two figures count the same.
  const usable = figures.filter(
    ({ excluded, population }) => excluded === null && population !== null,
  );
  for (const rule of ALL_RULES) {
    if (rules.includes(rule)) yield* CHECKS[rule](usable, measures);
  }
}

const CHECKS = { sum: sumChecks, 'at-most': atMostChecks, 'never-falls': neverFallsChecks };
const ALL_RULES = Object.keys(CHECKS) as CheckRule[];

const scopeOf = ({ population, event, place }: FigureInput) =>
  JSON.stringify([population?.id, event?.id, place?.id]);

/** Of what counts all that there was; an increment is no total of anything. */
const totals = (figures: readonly FigureInput[], measure: string) =>
  figures.filter((figure) => figure.measure === measure && figure.counting !== 'incremental');

function* sumChecks(
  all: readonly FigureInput[],
  measures: readonly MeasureRules[],
): Generator<Check> {
  for (const scope of groupBy(all, scopeOf).values()) {
    for (const { id, sumOf } of measures) {
      const parts = sumOf.map((part) => totals(scope, part));
      // A sum of nothing is none.
      if (parts.length === 0 || parts.some((figures) => figures.length === 0)) continue;
      for (const total of totals(scope, id)) {
        for (const figures of combinations(parts)) {
          const sum = figures.map(asCount).reduce(add);
          yield judge(
            'sum',
            figures,
            [total],
            meets(sum, asCount(total)),
            `${terms(figures)} = ${inWords(sum)}; ${total.measure}: ${inWords(total)}`,
          );
        }
      }
    }
  }
}

function* atMostChecks(
  all: readonly FigureInput[],
  measures: readonly MeasureRules[],
): Generator<Check> {
  for (const group of groupBy(all, ({ population }) => population?.id ?? '').values()) {
    for (const { id, atMost } of measures) {
      const bounds = atMost === null ? [] : totals(group, atMost);
      for (const less of totals(group, id)) {
        for (const more of bounds) {
          if (less.place && more.place && less.place.id !== more.place.id) continue;
          yield judge(
            'at-most',
            [less],
            [more],
            canBeAtMost(asCount(less), asCount(more)),
            `${terms([less])} ≤ ${terms([more])}`,
          );
        }
      }
    }
  }
}

/** Each cumulative total against the next one that certainly holds for a later day. */
function* neverFallsChecks(all: readonly FigureInput[]): Generator<Check> {
  const totals = all.filter(({ counting }) => counting === 'cumulative');
  for (const series of groupBy(totals, (figure) => scopeOf(figure) + figure.measure).values()) {
    for (const [earlier, later] of successive(series)) {
      yield judge(
        'never-falls',
        [earlier],
        [later],
        canBeAtMost(asCount(earlier), asCount(later)),
        `${terms([earlier])} (${earlier.asOf.latest}) ≤ ${terms([later])} (${later.asOf.earliest})`,
      );
    }
  }
}

/** Pairs of which the second is certainly later, and no other certainly between them. */
function* successive(series: readonly FigureInput[]): Generator<[FigureInput, FigureInput]> {
  const starts = byDay(series, 'earliest');
  for (const { figure: earlier, day: end } of byDay(series, 'latest')) {
    while (starts[0] && starts[0].day <= end) starts.shift();
    /** The day on which the first of the later ones is over. */
    let over: string | null = null;
    for (const { figure: later, day: start } of starts) {
      if (over !== null && over < start) break;
      yield [earlier, later];
      const { latest } = later.asOf;
      if (latest !== null && (over === null || latest < over)) over = latest;
    }
  }
}

/** Those that have such a day, in its order. */
const byDay = (series: readonly FigureInput[], which: 'earliest' | 'latest') =>
  series
    .flatMap((figure) => {
      const day = figure.asOf[which];
      return day === null ? [] : [{ figure, day }];
    })
    .toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));

function judge(
  rule: CheckRule,
  left: FigureInput[],
  right: FigureInput[],
  possible: boolean,
  working: string,
): Check {
  const boundless = [...left, ...right].filter(
    ({ lower, upper }) => lower === null && upper === null,
  );
  const verdict = !possible ? 'inconsistent' : boundless.length > 0 ? 'undetermined' : 'consistent';
  return { rule, verdict, working, explanation: EXPLAIN[verdict](boundless), left, right };
}

const EXPLAIN: Record<Check['verdict'], (boundless: FigureInput[]) => string> = {
  consistent: () => 'All of these figures can be true together.',
  inconsistent: () => 'No values within the reported bounds fit: at least one figure is off.',
  undetermined: (boundless) =>
    `It depends on ${boundless.map(({ text }) => `"${text}"`).join(' and ')}, given without bounds; a tolerance would decide it.`,
};

const terms = (figures: readonly FigureInput[]) =>
  figures
    .map(
      (figure) => `${figure.measure} ${hasBounds(figure) ? inWords(figure) : `"${figure.text}"`}`,
    )
    .join(' + ');

const hasBounds = ({ lower, upper }: Interval) => lower !== null || upper !== null;

/** What is counted is never below nothing, whatever was reported. */
const asCount = (figure: Interval): Interval =>
  figure.lower === null ? { ...figure, lower: 0, lowerInclusive: true } : figure;

function add(a: Interval, b: Interval): Interval {
  // As decimals: of binary fractions 1.1 + 2.2 would be more than 3.3.
  const sum = (x: number | null, y: number | null) =>
    x === null || y === null ? null : Number((x + y).toPrecision(15));
  return {
    lower: sum(a.lower, b.lower),
    upper: sum(a.upper, b.upper),
    lowerInclusive: Boolean(a.lowerInclusive && b.lowerInclusive),
    upperInclusive: Boolean(a.upperInclusive && b.upperInclusive),
  };
}

/** Whether two numbers can be the same one. */
const meets = (a: Interval, b: Interval) => canBeAtMost(a, b) && canBeAtMost(b, a);

/** Whether a number of the one can be no more than a number of the other. */
function canBeAtMost(less: Interval, more: Interval): boolean {
  if (less.lower === null || more.upper === null || less.lower < more.upper) return true;
  return less.lower === more.upper && Boolean(less.lowerInclusive && more.upperInclusive);
}

/** One of each: every way to pick an item of every list. */
function* combinations<T>([list, ...others]: readonly T[][]): Generator<T[]> {
  if (list === undefined) return yield [];
  for (const item of list) for (const way of combinations(others)) yield [item, ...way];
}
