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

/** More ways than this to combine the figures of one sum tell nobody anything. */
const COMBINATIONS_MAX = 100;

/** Every check that can be made of the figures, by the rules of the vocabulary. */
export function checksOf(
  figures: readonly FigureInput[],
  measures: readonly MeasureRules[],
): Check[] {
  const usable = figures.filter(({ excluded }) => excluded === null);
  const scopes = [...groupBy(usable, scopeOf).values()];
  const populations = [...groupBy(usable, ({ population }) => population?.id ?? '').values()];
  return [
    ...scopes.flatMap((scope) => measures.flatMap((measure) => sumChecks(scope, measure))),
    ...populations.flatMap((group) => measures.flatMap((measure) => atMostChecks(group, measure))),
    ...scopes.flatMap((scope) => neverFallsChecks(scope)),
  ];
}

const scopeOf = ({ population, event, place }: FigureInput) =>
  JSON.stringify([population?.id, event?.id, place?.id]);

/** Of what counts all that there was; an increment is no total of anything. */
const totals = (figures: readonly FigureInput[], measure: string) =>
  figures.filter((figure) => figure.measure === measure && figure.counting !== 'incremental');

function sumChecks(scope: readonly FigureInput[], { id, sumOf }: MeasureRules): Check[] {
  if (sumOf.length === 0) return [];
  const parts = combinations(sumOf.map((part) => totals(scope, part)));
  return totals(scope, id).flatMap((total) =>
    parts.map((figures) => {
      const sum = figures.map(asCount).reduce(add);
      return judge(
        'sum',
        figures,
        [total],
        meets(sum, asCount(total)),
        `${terms(figures)} = ${inWords(sum)}; ${total.measure}: ${inWords(total)}`,
      );
    }),
  );
}

function atMostChecks(group: readonly FigureInput[], { id, atMost }: MeasureRules): Check[] {
  if (atMost === null) return [];
  return totals(group, id).flatMap((less) =>
    totals(group, atMost)
      .filter((more) => !less.place || !more.place || less.place.id === more.place.id)
      .map((more) =>
        judge(
          'at-most',
          [less],
          [more],
          canBeAtMost(asCount(less), asCount(more)),
          `${terms([less])} ≤ ${terms([more])}`,
        ),
      ),
  );
}

/** Each cumulative total against the next one that certainly holds for a later day. */
function neverFallsChecks(scope: readonly FigureInput[]): Check[] {
  const series = scope.filter(({ counting }) => counting === 'cumulative');
  return [...groupBy(series, ({ measure }) => measure).values()].flatMap((figures) =>
    figures.flatMap((earlier) => {
      const later = figures.filter((figure) => isLater(figure, earlier));
      const next = later.filter((figure) => !later.some((other) => isLater(figure, other)));
      return next.map((figure) =>
        judge(
          'never-falls',
          [earlier],
          [figure],
          canBeAtMost(asCount(earlier), asCount(figure)),
          `${terms([earlier])} (${earlier.asOf.latest}) ≤ ${terms([figure])} (${figure.asOf.earliest})`,
        ),
      );
    }),
  );
}

const isLater = (figure: FigureInput, other: FigureInput) =>
  figure.asOf.earliest !== null &&
  other.asOf.latest !== null &&
  other.asOf.latest < figure.asOf.earliest;

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
  const sum = (x: number | null, y: number | null) => (x === null || y === null ? null : x + y);
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
function combinations<T>(lists: T[][]): T[][] {
  const ways = lists.reduce<T[][]>(
    (picked, list) =>
      picked.flatMap((way) => list.map((item) => [...way, item])).slice(0, COMBINATIONS_MAX),
    [[]],
  );
  return ways;
}
