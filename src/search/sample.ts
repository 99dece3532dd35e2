import type { Database } from '../database/database.js';
import { read, sql } from '../database/sql.js';
import type { Word } from './conditions.js';
import { type Asked, standsIn } from './words.js';

// How common words are is told by some of the statements, spread evenly. Each process keeps those that
// it has read, until there are many more statements.

/** Which of the sampled statements, a bit each. */
type Those = bigint;

export interface Sample {
  /** How many statements there were, of any release. */
  statements: number;
  /** What is sampled of them, folded. */
  texts: readonly string[];
  /** In which of them each word stands, and each word and line of names. */
  words: ReadonlyMap<string, Those>;
  names: ReadonlyMap<string, Those>;
}

const SIZE = 2_000;
const kept = new WeakMap<Database, Sample>();

/** The sample of what is loaded, give or take a tenth, and how many statements there are now. */
export async function sampleOf(db: Database): Promise<Sample> {
  const [newest] = await read<{ last: number }>(
    db,
    sql`SELECT coalesce(max(id), 0)::int AS last FROM statement`,
  );
  const statements = newest?.last ?? 0;
  const known = kept.get(db);
  if (known && known.statements <= statements && statements <= 1.1 * known.statements) {
    return { ...known, statements };
  }
  const sample = { statements, ...(await readSample(db, statements)) };
  kept.set(db, sample);
  return sample;
}

async function readSample(db: Database, statements: number) {
  const rows = await read<{ names: string; prose: string }>(
    db,
    sql`SELECT s.names_folded AS names, s.search_folded AS prose
      FROM generate_series(1, ${SIZE}::bigint) nth
      JOIN statement s ON s.id = nth * ${statements}::bigint / ${SIZE}::bigint`,
  );
  const lines = rows.map(({ names }) => names.split('\n'));
  return {
    texts: rows.map(({ prose }) => prose),
    words: bitsOf(rows.map(({ prose }) => prose.split(/[ \n]/))),
    names: bitsOf(lines.map((names) => names.flatMap((name) => [name, ...name.split(' ')]))),
  };
}

function bitsOf(rows: readonly (readonly string[])[]) {
  const bits = new Map<string, Those>();
  for (const [nth, each] of rows.entries()) {
    for (const one of each) bits.set(one, (bits.get(one) ?? 0n) | (1n << BigInt(nth)));
  }
  return bits;
}

/** Those that have any of some words, or names. */
export const withAny = (any: readonly string[], bits: ReadonlyMap<string, Those>): Those =>
  any.reduce((those, one) => those | (bits.get(one) ?? 0n), 0n);

/** Those in which a word stands. */
export const withWord = (word: Asked & Pick<Word, 'inTexts'>, { texts, words }: Sample): Those =>
  word.inTexts
    ? withAny(word.inTexts, words)
    : texts.reduce(
        (those, text, nth) => (standsIn(text, word) ? those | (1n << BigInt(nth)) : those),
        0n,
      );

/** In which share of the statements that is. */
export function shareOf(those: Those, { texts }: Sample): number {
  const many = those.toString(2).replaceAll('0', '').length;
  return texts.length === 0 ? 0 : many / texts.length;
}

/** About how many statements that is. If it is none that was sampled, it may yet be one of twice as many. */
export const countOf = (those: Those, sample: Sample): number =>
  sample.statements * Math.max(shareOf(those, sample), 0.5 / SIZE);
