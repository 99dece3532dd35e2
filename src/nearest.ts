import { distance } from 'fastest-levenshtein';

/** The candidate that `word` most likely mistypes, if any is near enough to be worth a hint. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A short word has many neighbours, so it must be nearer to be meant.
  let least = word.length <= 3 ? 2 : Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}
