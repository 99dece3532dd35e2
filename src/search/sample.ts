import type { Database } from '../database/database.js';
import { join, raw, read, sql } from '../database/sql.js';
import { type Asked, standsIn } from './words.js';

// How common words are is told by some of the rows of a table, spread evenly over its keys. Each process
// keeps those that it has read, until there are many more.

/** Tables that are sampled, and what is spread evenly. */
const KEYS = {
  statement: 'id',
  figure: 'id',
  relation: 'id',
  event_report: 'id',
  article_version: 'id',
  entity_state: 'entity_id',
};
export type Sampled = keyof typeof KEYS;

/** Some of the sampled rows: a bit for each, whether it is one of them. */
export type Rows = Uint32Array;
/** Numbers of sampled rows. */
type RowsOf = ReadonlyMap<string, number[]>;

export interface Sample {
  /** The last key that there was, of any release: about how many rows there are. */
  rows: number;
  /** What is sampled of them, folded. */
  texts: readonly string[];
  /** In which of them each word stands, and each word and line of names. */
  words: RowsOf;
  names: RowsOf;
}

const SIZE = 2_000;
const kept = new WeakMap<Database, Map<Sampled, Sample>>();

/** The samples of what some tables have, give or take a tenth, and how many rows there are now. */
export async function samplesOf(db: Database, tables: readonly Sampled[]): Promise<Sample[]> {
  const lasts = tables.map(
    (table) => sql`(SELECT coalesce(max(${raw(KEYS[table])}), 0) FROM ${raw(table)})`,
  );
  const [now] = await read<{ lasts: number[] }>(db, sql`SELECT ARRAY[${join(lasts)}] AS lasts`);
  return Promise.all(tables.map((table, nth) => sampleOf(db, table, now?.lasts[nth] ?? 0)));
}

async function sampleOf(db: Database, table: Sampled, rows: number): Promise<Sample> {
  const samples = kept.get(db) ?? new Map<Sampled, Sample>();
  kept.set(db, samples);
  const known = samples.get(table);
  if (known && known.rows <= rows && rows <= 1.1 * known.rows) return { ...known, rows };
  const sample = { rows, ...(await readSample(db, table, rows)) };
  samples.set(table, sample);
  return sample;
}

/** Of what has several states, as entities have, one counts. */
async function readSample(db: Database, table: Sampled, last: number) {
  const rows = await read<{ names: string; prose: string }>(
    db,
    sql`SELECT t.names_folded AS names, t.search_folded AS prose
      FROM generate_series(1, ${SIZE}::bigint) nth
      CROSS JOIN LATERAL (SELECT * FROM ${raw(table)} any_state
        WHERE ${raw(KEYS[table])} = nth * ${last}::bigint / ${SIZE}::bigint LIMIT 1) t`,
  );
  const lines = rows.map(({ names }) => names.split('\n'));
  return {
    texts: rows.map(({ prose }) => prose),
    words: rowsOf(rows.map(({ prose }) => prose.split(/[ \n]/))),
    names: rowsOf(lines.map((names) => names.flatMap((name) => [name, ...name.split(' ')]))),
  };
}

function rowsOf(rows: readonly (readonly string[])[]): RowsOf {
  const having = new Map<string, number[]>();
  for (const [nth, words] of rows.entries()) {
    for (const word of new Set(words)) {
      const those = having.get(word);
      if (those) those.push(nth);
      else having.set(word, [nth]);
    }
  }
  return having;
}

/** Those that have any of some words, or names. */
export const withAny = (any: readonly string[], rows: RowsOf): Rows =>
  numbered(any.flatMap((one) => rows.get(one) ?? []));

/** Those in which a word stands, which is part of some words, if these are known. */
export const withWord = (word: Asked, known: readonly string[] | null, of: Sample): Rows =>
  known
    ? withAny(known, of.words)
    : numbered(of.texts.flatMap((text, nth) => (standsIn(text, word) ? [nth] : [])));

function numbered(numbers: readonly number[]): Rows {
  const those = new Uint32Array(Math.ceil(SIZE / 32));
  for (const nth of numbers) those[nth >> 5] = (those[nth >> 5] ?? 0) | (1 << (nth & 31));
  return those;
}

/** Those that are in one or the other, and those that are in all. */
export const either = (one: Rows, other: Rows): Rows =>
  one.map((bits, nth) => bits | (other[nth] ?? 0));
export const inAll = ([first = numbered([]), ...others]: readonly Rows[]): Rows =>
  others.reduce((some, other) => some.map((bits, nth) => bits & (other[nth] ?? 0)), first);

/** Which share of the rows that is. */
export const shareOf = (those: Rows, { texts }: Sample): number =>
  texts.length === 0 ? 0 : those.reduce((sum, bits) => sum + bitsOf(bits), 0) / texts.length;

function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** About how many rows that is. If it is none that was sampled, it may yet be one of twice as many. */
export const countOf = (those: Rows, sample: Sample): number =>
  sample.rows * Math.max(shareOf(those, sample), 0.5 / SIZE);
