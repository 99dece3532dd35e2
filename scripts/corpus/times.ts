import type { z } from 'zod';
import type { BundleSchema } from '../../src/bundle/format.js';
import type { Random } from './random.js';

type Time = NonNullable<z.input<typeof BundleSchema>['article']['published']>;

const UNKNOWN: Time = { basis: 'unknown' };

/** A day, given in days since 1970, as precisely as an article may know it. */
export function timeOf(random: Random, day: number, text: string | null): Time {
  const date = dateOf(day);
  const edtf = {
    day: date,
    weekend: `${date}/${dateOf(day + 1)}`,
    month: date.slice(0, 7),
    perhaps: `${date.slice(0, 7)}~`,
    season: `${date.slice(0, 4)}-2${1 + (Math.floor(Number(date.slice(5, 7)) / 3) % 4)}`,
    year: date.slice(0, 4),
    since: `${date}/..`,
    unknown: null,
  }[
    random.weighed({
      day: 60,
      weekend: 10,
      month: 10,
      perhaps: 4,
      season: 3,
      year: 5,
      since: 3,
      unknown: 5,
    })
  ];
  if (edtf === null) return text === null ? UNKNOWN : { ...UNKNOWN, text };
  const stated = text !== null && random.chance(0.2);
  return { edtf, text, basis: stated ? 'stated' : 'inferred' };
}

const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** How an article speaks of a day. */
export const dayName = (day: number) => `on ${DAYS[new Date(day * 86_400_000).getUTCDay()]}`;
