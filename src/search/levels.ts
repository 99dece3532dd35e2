import type { Level, Meant, Sought } from './conditions.js';
import { countOf, either, inAll, type Sample, withAny } from './sample.js';

/**
 * What a query is nearly, best first. Of a single word the scores of the words and names that it may be
 * are known, so what has one of those has its score; of several words it depends on where they stand.
 */
export function levelsOf(
  { words, names, outlined }: Omit<Sought, 'levels'>,
  scores: ReadonlyMap<string, number>,
  sample: Sample,
): Level[] {
  const [word, ...others] = words;
  if (word === undefined) return [];
  if (others.length > 0)
    return [{ words, names, about: nearly({ words, names }, sample) ?? outlined }];
  const alike = [...word.like, ...names];
  const levels = [...new Set(alike.map((one) => scores.get(one) ?? 0))].sort((a, b) => b - a);
  return levels.map((score) => {
    const isOf = (one: string) => scores.get(one) === score;
    const about = countOf(withAny(alike.filter(isOf), sample.names), sample);
    return {
      score,
      words: [{ ...word, like: word.like.filter(isOf) }],
      names: names.filter(isOf),
      about,
    };
  });
}

/** How many rows have each word, or what is like it, in their names; if it is known where these stand. */
function nearly({ words, names }: Meant, sample: Sample): number | undefined {
  const each = words.map(
    ({ inNames, like }) => inNames && withAny([...inNames, ...like], sample.names),
  );
  if (!each.every((rows) => rows !== undefined)) return undefined;
  return countOf(either(inAll(each), withAny(names, sample.names)), sample);
}
