import edtf, { parse } from 'edtf';
import type { TimePrecision } from '../database/generated/enums.js';

/** What an EDTF expression means in days: null where a side is open or unknown. */
export interface Period {
  earliest: string | null;
  latest: string | null;
  precision: TimePrecision;
}

const PRECISION: Record<number, TimePrecision> = { 1: 'year', 2: 'month', 3: 'day' };

const day = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);
const outOfRange = (milliseconds: number) =>
  milliseconds < Date.UTC(1, 0, 1) - 1 || milliseconds > Date.UTC(10000, 0, 1);

/**
 * Reads an EDTF expression of level 0 or 1 (Library of Congress, 2019) as the days it may mean.
 * Throws an Error whose message says what is wrong with it.
 */
export function readEdtf(expression: string): Period {
  const { parsed, extent } = understand(expression);
  if (parsed.level > 1) {
    throw new Error(`is EDTF level ${parsed.level}; levels 0 and 1 are understood`);
  }
  const interval = extent.type === 'Interval';
  const start = interval ? bound(extent.lower, 'min') : extent.min;
  const end = interval ? bound(extent.upper, 'max') : extent.max;
  if (start !== null && end !== null && start > end) throw new Error('ends before it begins');
  if ([start, end].some((side) => side !== null && outOfRange(side))) {
    throw new Error('lies outside the years 1 to 9999');
  }
  return {
    earliest: start === null ? null : day(start),
    latest: end === null ? null : day(end),
    precision: precisionOf(expression, extent.type, parsed.values.length),
  };
}

function understand(expression: string) {
  try {
    return { parsed: parse(expression), extent: edtf(expression) };
  } catch {
    throw new Error('is not an EDTF date');
  }
}

/** One side of an interval: `..` (open) and nothing at all (unknown) have no day. */
function bound(side: unknown, key: 'min' | 'max'): number | null {
  if (typeof side !== 'object' || side === null) return null;
  const value = (side as Record<string, unknown>)[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
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
