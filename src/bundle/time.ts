import edtf, { parse } from 'edtf';
import { LRUCache } from 'lru-cache';
import type { TimePrecision } from '../database/generated/enums.js';

/** What an EDTF expression means in days: null where a side is open or unknown. */
export interface Period {
  earliest: string | null;
  latest: string | null;
  precision: TimePrecision;
}

const PRECISION: Record<number, TimePrecision> = { 1: 'year', 2: 'month', 3: 'day' };

// Date.UTC takes the years 0 to 99 for 1900 to 1999, so these are parsed.
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

// To parse an expression takes a millisecond, as much as all else that is checked of a bundle, and
// articles speak of the same days again and again. Of one that means nothing, the message is kept.
const known = new LRUCache<string, Period | string>({ max: 20_000 });

/**
 * Reads an EDTF expression of level 0 or 1 (Library of Congress, 2019) as the days it may mean.
 * Throws an Error whose message says what is wrong with it.
 */
export function readEdtf(expression: string): Period {
  const period = periodOrFault(expression);
  if (typeof period === 'string') throw new Error(period);
  return period;
}

/** What is wrong with an EDTF expression, if anything. */
export function edtfFault(expression: string): string | null {
  const period = periodOrFault(expression);
  return typeof period === 'string' ? period : null;
}

function periodOrFault(expression: string): Period | string {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const period = attemptPeriod(expression);
  known.set(expression, period);
  return period;
}

function attemptPeriod(expression: string): Period | string {
  try {
    return periodOf(expression);
  } catch (error) {
    return (error as Error).message;
  }
}

function periodOf(expression: string): Period {
  const { values, extent } = understand(expression);
  const interval = extent.type === 'Interval';
  const [begin = '', end = begin] = expression.split('/');
  const first = dayOf(interval ? extent.lower : extent, 'min', begin);
  const last = dayOf(interval ? extent.upper : extent, 'max', end);
  if (extent.type === 'Season') return readSeason(expression);
  // In another zone the day on which it ends may be the one before that on which it began.
  const [earliest, latest] = first && last && last < first ? [last, first] : [first, last];
  return { earliest, latest, precision: precisionOf(expression, extent.type, values.length) };
}

function understand(expression: string) {
  const parsed = attempt(() => parse(expression), NOT_EDTF);
  if (parsed.level > 1) {
    throw new Error(`is EDTF level ${parsed.level}; levels 0 and 1 are understood`);
  }
  // The package also takes "20" for a century, which EDTF does not know.
  if (parsed.type === 'Century') throw new Error(NOT_EDTF);
  const extent = attempt(
    () => edtf(expression),
    'is an interval that does not end after it begins',
  );
  // The package moves 29 February of a year that has none to 1 March.
  const missing = (expression.match(/\d{4}-\d{2}-\d{2}/g) ?? []).find((date) => !exists(date));
  if (missing) throw new Error(`is not a date: there is no ${missing}`);
  return { values: parsed.values, extent };
}

const NOT_EDTF = 'is not an EDTF date, such as 2025-01-13 or 2025-01';

function attempt<T>(work: () => T, otherwise: string): T {
  try {
    return work();
  } catch {
    throw new Error(otherwise);
  }
}

const exists = (date: string) => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

/** The first or last day of an extent; `..` (open) and nothing at all (unknown) have none. */
function dayOf(extent: unknown, key: 'min' | 'max', written: string): string | null {
  if (typeof extent !== 'object' || extent === null) return null;
  const milliseconds = (extent as Record<string, number>)[key] ?? Number.NaN;
  if (!(milliseconds >= FIRST && milliseconds <= LAST)) {
    throw new Error('lies outside the years 1 to 9999');
  }
  // Of a time of day the day is the one that is written, in whatever zone it is said: it must
  // depend neither on the zone of this machine nor on that of Greenwich.
  if (written.includes('T')) return written.slice(0, 10);
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/**
 * Seasons as months, as meteorologists and most news agencies of the north count them; the package
 * takes them for quarters, so that spring would be over before it begins.
 */
function readSeason(expression: string): Period {
  const [year = '', season = ''] = expression.split('-');
  const next = String(Number(year) + 1).padStart(4, '0');
  const months: Record<string, string> = {
    21: `${year}-03/${year}-05`,
    22: `${year}-06/${year}-08`,
    23: `${year}-09/${year}-11`,
    24: `${year}-12/${next}-02`,
  };
  return { ...readEdtf(months[season] ?? ''), precision: 'season' };
}

function precisionOf(expression: string, type: string, values: number): TimePrecision {
  if (type === 'Interval') return 'interval';
  if (type === 'Season') return 'season';
  if (expression.includes('T')) return 'time';
  if (!expression.includes('X')) return PRECISION[values] ?? 'interval';
  if (/^-?\d{2}XX/.test(expression)) return 'century';
  if (/^-?\d{3}X/.test(expression)) return 'decade';
  if (/^-?\d{4}-XX/.test(expression)) return 'year';
  if (/^-?\d{4}-\d{2}-XX/.test(expression)) return 'month';
  return 'interval';
}
