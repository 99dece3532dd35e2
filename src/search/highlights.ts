import type { z } from 'zod';
import { nearest } from '../nearest.js';
import type { Folds } from './folds.js';
import type { HighlightSchema } from './schema.js';
import { isGivenName, isShort } from './words.js';

export type Highlight = z.output<typeof HighlightSchema>;
type Shown = Pick<Highlight, 'field' | 'text'>;
type Stretch = Highlight['matches'][number];

/** A text that can be shown, and what its characters are folded to, one by one and together. */
interface Text extends Shown {
  characters: string[];
  folded: string;
}

/**
 * Where words stand, in as few texts as have them: of equals the first. A word that stands in none
 * is taken for a slip, and what it is most likely meant for among the names is shown. Positions are
 * those of the text as it is: its characters are folded one by one, so that each can be traced.
 */
export function highlightsOf(words: readonly string[], shown: Shown[], folds: Folds): Highlight[] {
  const texts = shown.map((text) => foldText(text, folds));
  let missing = words.flatMap((word) => {
    const pattern = patternOf(word, folds);
    const stands = pattern && texts.some(({ folded }) => folded.search(pattern) >= 0);
    return (stands ? pattern : slip(foldWord(word, folds), texts)) ?? [];
  });
  const found = new Map<Text, Stretch[]>();
  while (missing.length > 0) {
    const [best] = texts
      .map((text) => ({ text, here: missing.filter((word) => text.folded.search(word) >= 0) }))
      .toSorted((a, b) => b.here.length - a.here.length);
    if (best === undefined || best.here.length === 0) break;
    const origins = originsOf(best.text);
    const here = best.here.flatMap((word) => stretches(word, best.text, origins));
    found.set(best.text, merged(here));
    missing = missing.filter((word) => !best.here.includes(word));
  }
  return texts.flatMap((text) => {
    const matches = found.get(text);
    return matches ? [{ field: text.field, text: text.text, matches }] : [];
  });
}

function foldText({ field, text }: Shown, folds: Folds): Text {
  const characters = Array.from(text, (character) => folds.get(character) ?? character);
  return { field, text, characters, folded: characters.join('') };
}

/** For each UTF-16 unit of the folded text the code point of the text behind it, then the length. */
function originsOf({ characters }: Text): number[] {
  const origins = characters.flatMap((folded, origin) => Array(folded.length).fill(origin));
  return [...origins, characters.length];
}

/** Half a character ("ß" is folded to "ss") counts whole, and an accent belongs to its letter. */
function stretches(word: RegExp, { folded }: Text, origins: readonly number[]): Stretch[] {
  return Array.from(folded.matchAll(word), ({ 0: match, index }) => {
    const last = origins[index + match.length - 1] ?? 0;
    const next = origins.slice(index + match.length).find((origin) => origin > last);
    return { start: origins[index] ?? 0, end: next ?? last + 1 };
  });
}

const LETTER = '[\\p{Alphabetic}\\p{N}_]';
const escaped = (word: string) => word.replace(/[$^\\.*+?()[\]{}|]/g, '\\$&');

const foldWord = (word: string, folds: Folds) =>
  Array.from(word, (character) => folds.get(character) ?? character).join('');

/** Finds a word by the rule of `stands` in conditions.ts. */
function patternOf(word: string, folds: Folds): RegExp | undefined {
  const folded = foldWord(word, folds);
  if (folded.trim() === '') return undefined;
  const begins = `(?<![^ \\n])${escaped(folded)}`;
  const ends = isGivenName(word) ? `|${escaped(folded)}(?![^ \\n])` : '';
  return new RegExp(isShort(word) ? begins + ends : escaped(folded), 'gu');
}

/** Finds the word of a name that a word is most likely meant for. */
function slip(folded: string, texts: readonly Text[]): RegExp | undefined {
  const names = texts.filter(({ field }) => field !== 'prose').map(({ folded }) => folded);
  const meant = nearest(folded, names.join(' ').match(new RegExp(`${LETTER}+`, 'gu')) ?? []);
  return meant === undefined
    ? undefined
    : new RegExp(`(?<!${LETTER})${escaped(meant)}(?!${LETTER})`, 'gu');
}

/** In their order, those that overlap or touch as one. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const next of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end);
    else whole.push({ ...next });
  }
  return whole;
}
