// Finding quoted words in a text. Positions are in Unicode code points, end exclusive.

export interface Place {
  start: number;
  end: number;
}

/** A text in which quotes are looked up. */
export interface Source {
  text: string;
  characters: string[];
  /** The code point at each UTF-16 unit, which is what JavaScript counts. */
  positions: Uint32Array;
  /** Made when the first quote is missing. */
  folded?: Folded;
}

export function sourceOf(text: string): Source {
  const characters = Array.from(text);
  const positions = new Uint32Array(text.length + 1);
  let unit = 0;
  characters.forEach((character, position) => {
    positions.fill(position, unit, unit + character.length);
    unit += character.length;
  });
  positions[unit] = characters.length;
  return { text, characters, positions };
}

export const wordsAt = ({ characters }: Source, { start, end }: Place) =>
  characters.slice(start, end).join('');

/** Every place at which exactly these words stand, overlapping ones too. */
export function placesOf({ text, positions }: Source, words: string): Place[] {
  const places: Place[] = [];
  if (words === '') return places;
  for (let unit = text.indexOf(words); unit >= 0; unit = text.indexOf(words, unit + 1)) {
    places.push({ start: positions[unit] ?? 0, end: positions[unit + words.length] ?? 0 });
  }
  return places;
}

/** Letters of scripts that put spaces between words; Korean, for one, glues particles to them. */
const LETTER = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;
const isLetter = (character: string | undefined) =>
  character !== undefined && LETTER.test(character);

const cutsWord = ({ characters }: Source, at: number) =>
  isLetter(characters[at - 1]) && isLetter(characters[at]);

/** Whether a place begins and ends where words do: "two", and not the middle of "network". */
export const isWholeWords = (source: Source, { start, end }: Place) =>
  !cutsWord(source, start) && !cutsWord(source, end);

const AROUND = 30;

/** A place in its surroundings, on one line: …fighting [Russia] in… */
export function inContext(source: Source, { start, end }: Place): string {
  const flat = (from: number, to: number) =>
    wordsAt(source, { start: Math.max(0, from), end: to }).replace(/\s+/g, ' ');
  const before = `${start > AROUND ? '…' : ''}${flat(start - AROUND, start)}`;
  const after = `${flat(end, end + AROUND)}${end + AROUND < source.characters.length ? '…' : ''}`;
  return `${before}[${flat(start, end)}]${after}`;
}

/** In what a quote that is not there may differ from the words that are meant. */
const FOLDS: readonly [what: string, fold: (text: string) => string][] = [
  ['quotation marks', (text) => text.replace(/[‘’‚‛′“”„‟″«»"`´]/g, "'")],
  ['dashes', (text) => text.replace(/[\p{Pd}−]/gu, '-')],
  ['invisible characters', (text) => text.replace(/\p{Cf}/gu, '')],
  ['accents or the make-up of characters', (text) => text.normalize('NFKD').replace(/\p{M}/gu, '')],
  ['capitals', (text) => text.toLowerCase()],
  ['spaces or line breaks', (text) => text.replace(/\s+/g, ' ')],
];

/** A text without these differences, and from which code point each letter comes. */
interface Folded {
  letters: string[];
  origin: number[];
}

const foldAll = (text: string, except?: string) =>
  FOLDS.reduce((folded, [what, fold]) => (what === except ? folded : fold(folded)), text);

function folded(characters: readonly string[]): Folded {
  const letters: string[] = [];
  const origin: number[] = [];
  characters.forEach((character, position) => {
    for (const letter of foldAll(character)) {
      if (letter === ' ' && letters.at(-1) === ' ') continue;
      letters.push(letter);
      origin.push(position);
    }
  });
  return { letters, origin };
}

/**
 * The stretch of the text that is most like `words`, and in what alone it differs, if it is only
 * in the way it is written. Nothing, if a third of the letters or more would have to change.
 */
export function nearestStretch(
  source: Source,
  words: string,
): { place: Place; differs: string[] } | undefined {
  source.folded ??= folded(source.characters);
  const { letters, origin } = source.folded;
  const quote = folded(Array.from(words)).letters;
  const { cost, from, to } = bestMatch(quote, letters);
  if (to === from || cost * 3 >= quote.length) return undefined;
  const last = (origin[to - 1] ?? 0) + 1;
  const place = {
    start: origin[from] ?? 0,
    end: Math.max(last, origin[to] ?? source.characters.length),
  };
  if (cost > 0) return { place: toWholeWords(source, place), differs: [] };
  const found = wordsAt(source, place);
  const differs = FOLDS.filter(
    ([what]) => foldAll(found, what).trim() !== foldAll(words, what).trim(),
  );
  return { place, differs: differs.map(([what]) => what) };
}

function toWholeWords(source: Source, place: Place): Place {
  let { start, end } = place;
  while (cutsWord(source, start)) start -= 1;
  while (cutsWord(source, end)) end += 1;
  return { start, end };
}

/**
 * Where `quote` stands in `letters` with the fewest letters changed, added or left out: edit
 * distance in which what comes before and after is free (Sellers, 1980).
 */
function bestMatch(quote: readonly string[], letters: readonly string[]) {
  // Of every beginning of the quote: its cost if it ends at the current letter, and its start.
  const costs = Uint32Array.from({ length: quote.length + 1 }, (_, index) => index);
  const starts = new Uint32Array(quote.length + 1);
  let best = { cost: quote.length, from: 0, to: 0 };
  letters.forEach((letter, position) => {
    let [diagonal, diagonalStart] = [0, position];
    starts[0] = position + 1;
    for (let row = 1; row <= quote.length; row += 1) {
      const [left, leftStart] = [costs[row] ?? 0, starts[row] ?? 0];
      const above = costs[row - 1] ?? 0;
      let cost = diagonal + (quote[row - 1] === letter ? 0 : 1);
      let start = diagonalStart;
      if (left + 1 < cost) [cost, start] = [left + 1, leftStart];
      if (above + 1 < cost) [cost, start] = [above + 1, starts[row - 1] ?? 0];
      [costs[row], starts[row]] = [cost, start];
      [diagonal, diagonalStart] = [left, leftStart];
    }
    const cost = costs[quote.length] ?? 0;
    if (cost < best.cost) best = { cost, from: starts[quote.length] ?? 0, to: position + 1 };
  });
  return best;
}
