import { z } from 'zod';
import { type Fault, faultsOf, type Path, pointerTo, show } from '../bundle/faults.js';
import { isPlaceholder, unfilled } from './placeholders.js';
import {
  inContext,
  isWholeWords,
  nearestStretch,
  type Place,
  placesOf,
  type Source,
  wordsAt,
} from './search.js';

/** A span of a draft (W3C Web Annotation: TextQuoteSelector); its position need not be known. */
export const Quote = z
  .strictObject({
    exact: z.string().min(1).describe('The words, letter for letter as they stand in the text.'),
    prefix: z
      .string()
      .nullish()
      .describe('The words right before, where `exact` stands more than once.'),
    suffix: z
      .string()
      .nullish()
      .describe('The words right after, where `exact` stands more than once.'),
    occurrence: z.int().min(1).nullish().describe('Which of the places that are left, from 1.'),
    start: z.int().min(0).nullish().describe('Left out: bundle:locate finds it.'),
    end: z.int().min(1).nullish().describe('Left out: bundle:locate finds it.'),
  })
  .describe('Words of the article. Their position is found by bundle:locate.');
export type Quote = z.output<typeof Quote>;

/** Where the words of one quote stand, or why that cannot be said. */
export function placeOf(value: object, exact: string, path: Path, source: Source): Place | Fault[] {
  const { data: quote, error } = Quote.safeParse(value);
  if (error) {
    return faultsOf(error, value, Quote).map((fault) => ({
      ...fault,
      pointer: pointerTo(path) + fault.pointer,
    }));
  }
  const pointer = pointerTo(path);
  const everywhere = placesOf(source, exact);
  if (everywhere.length === 0) {
    if (isPlaceholder(exact)) return [unfilled(exact, [...path, 'exact'])];
    return [{ pointer, message: missing(source, exact) }];
  }
  const fitting = everywhere.filter((place) => fitsContext(source, place, quote));
  if (fitting.length === 0) {
    const message = `found ${show(exact)}, but nowhere between its prefix and its suffix; it stands ${listOf(source, everywhere)}`;
    return [{ pointer, message }];
  }
  const given = fitting.find(({ start, end }) => start === quote.start && end === quote.end);
  if (given && !quote.occurrence) return given;
  // Of words that stood elsewhere it is not known whether they were whole, so all places count.
  const whole = fitting.filter((place) => isWholeWords(source, place));
  const places = whole.length > 0 && typeof quote.start !== 'number' ? whole : fitting;
  const place = quote.occurrence ? places[quote.occurrence - 1] : places[0];
  if (place && (quote.occurrence || places.length === 1)) return place;
  if (quote.occurrence) {
    const message = `found ${quote.occurrence}, but ${show(exact)} stands ${listOf(source, places)}`;
    return [{ pointer: `${pointer}/occurrence`, message }];
  }
  const moved = typeof quote.start === 'number' ? ` no longer at ${quote.start} but` : '';
  const message = `found ${show(exact)}, which stands${moved} ${listOf(source, places)}\n  say which by "prefix", "suffix" or "occurrence"`;
  return [{ pointer, message }];
}

/** Whether the prefix and the suffix stand right before and after; spaces at the seams are free. */
function fitsContext({ characters }: Source, place: Place, { prefix, suffix }: Quote): boolean {
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
  // Spaces may be several in the text and one in the quote.
  const reach = (words: string) => words.length * 2 + 100;
  const before = prefix
    ? flat(characters.slice(Math.max(0, place.start - reach(prefix)), place.start).join(''))
    : '';
  const after = suffix ? flat(characters.slice(place.end, place.end + reach(suffix)).join('')) : '';
  return before.endsWith(flat(prefix ?? '')) && after.startsWith(flat(suffix ?? ''));
}

const LISTED = 30;

function listOf(source: Source, places: readonly Place[]): string {
  const lines = places
    .slice(0, LISTED)
    .map(
      (place, index) =>
        `\n  ${index + 1}. at ${place.start} to ${place.end}: ${inContext(source, place)}`,
    );
  const more = places.length > LISTED ? `\n  and ${places.length - LISTED} more` : '';
  return `${places.length === 1 ? 'once' : `${places.length} times`}:${lines.join('')}${more}`;
}

function missing(source: Source, exact: string): string {
  const message = `found ${show(exact)}, which does not stand in the text`;
  const nearest = nearestStretch(source, exact);
  if (!nearest) return `${message}, nor does anything like it`;
  const { place, differs } = nearest;
  const how = differs.length > 0 ? `, which differs in ${differs.join(', ')}` : '';
  // In full and with \r\n for line breaks, so that it can be copied.
  const words = JSON.stringify(wordsAt(source, place));
  return `${message}; the nearest is ${words} at ${place.start} to ${place.end}${how}`;
}
