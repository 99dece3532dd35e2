import { setImmediate as breathe } from 'node:timers/promises';
import { NEVER } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import { isStorable } from '../storable.js';
import { checkBundle } from './check.js';
import { digestOf } from './digest.js';
import { BundleError, type Fault, uncheckable, valueAt } from './faults.js';
import { BundleSchema } from './format.js';
import { ahead, batchesOf, type Line, linesOf, until } from './lines.js';
import { loadBundles, type Outcome } from './load.js';
import { decode, parseJson } from './read.js';
import type { Candidate } from './sift.js';

/** What has come of the bundles of a file so far; all of it is in the database. */
export type Tally = Record<Outcome['change'], number> & {
  /** How much of the file that is. */
  bytes: number;
  firstRelease: number | null;
  lastRelease: number | null;
};

export interface Listener {
  /** Hears of each bundle that has faults; nothing of it is loaded, of the others all. */
  refused(error: BundleError): void;
  /** Hears of each batch when it is in the database. */
  loaded(tally: Readonly<Tally>): void;
}

/**
 * Loads bundles that stand a line each (NDJSON), in batches, each a transaction and a release:
 * whatever happens, what `loaded` was told of is there and nothing is half there. What is loaded
 * already is passed over, so whoever begins again goes on. A batch is read and checked while
 * PostgreSQL writes the one before. `file` names them in faults. After `signal` no other batch is
 * begun.
 */
export async function loadLines(
  prisma: PrismaClient,
  chunks: AsyncIterable<Buffer>,
  file: string,
  listener: Listener,
  signal?: AbortSignal,
): Promise<Tally> {
  const none = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  const tally: Tally = { ...none, bytes: 0, firstRelease: null, lastRelease: null };
  const heard = signal ? until(signal, chunks) : chunks;
  for await (const batch of ahead(prepared(prisma, heard))) {
    if (signal?.aborted) break;
    const candidates = batch.flatMap(({ ready }) => ('checked' in ready ? [ready] : []));
    const outcomes = (await loadBundles(prisma, candidates)).values();
    for (const { line, ready } of batch) {
      const outcome = 'checked' in ready ? (outcomes.next().value as Outcome) : ready;
      tally[outcome.change] += 1;
      tally.bytes = line.read;
      tally.firstRelease ??= outcome.release;
      tally.lastRelease = outcome.release ?? tally.lastRelease;
      if (outcome.change !== 'refused') continue;
      listener.refused(new BundleError(`${file}:${line.number}`, outcome.faults));
    }
    listener.loaded(tally);
  }
  return tally;
}

/** A line that is ready to be loaded, or of which it is clear already that it will not be. */
interface Prepared {
  line: Line;
  ready: Candidate | Extract<Outcome, { release: null }>;
}

async function* prepared(
  prisma: PrismaClient,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Prepared[]> {
  // What the batch before is about to load is not in the database yet.
  let pending = new Set<string>();
  for await (const lines of batchesOf(linesOf(chunks))) {
    const bundles = await inTurns(lines, parse);
    const loaded = await loadedDigests(
      prisma,
      bundles.map(({ article }) => article),
    );
    const own = new Set<string>();
    yield await inTurns(bundles, ({ line, article, ...given }): Prepared => {
      if ('faults' in given) return { line, ready: refusal(given.faults) };
      const settled = !pending.has(article) && !own.has(article);
      // The digest leaves out what is null, so it does not say whether that may stand there.
      if (
        settled &&
        loaded.get(article) === given.digest &&
        BundleSchema.safeParse(given.json).success
      ) {
        return { line, ready: { change: 'unchanged', release: null } };
      }
      own.add(article);
      const checked = checkBundle(given.json);
      if (Array.isArray(checked)) return { line, ready: refusal(checked) };
      return { line, ready: { checked, digest: given.digest } };
    });
    pending = own;
  }
}

const refusal = (faults: Fault[]) => ({ change: 'refused', release: null, faults }) as const;

type Parsed = { line: Line; article: string } & (
  | { json: unknown; digest: string }
  | { faults: Fault[] }
);

function parse(line: Line): Parsed {
  try {
    const json = parseJson(decode(line.bytes, ''), '');
    const id = valueAt(json, ['article', 'id']);
    return { line, article: isText(id) ? id : '', json, digest: digestOf(json) };
  } catch (error) {
    const faults = error instanceof BundleError ? error.faults : [uncheckable(error)];
    return { line, article: '', faults };
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && isStorable(value);

async function loadedDigests(prisma: PrismaClient, articles: string[]) {
  const rows = await prisma.$queryRaw<{ slug: string; digest: string }[]>`
    SELECT slug, digest FROM article_version
    WHERE superseded_in = ${NEVER} AND slug = ANY(${articles}::text[])`;
  return new Map(rows.map(({ slug, digest }) => [slug, digest]));
}

/** Does the work on one item after the other, and lets the load of the batch before have its turns. */
async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Result) {
  const results: Result[] = [];
  for (const item of items) {
    results.push(work(item));
    await breathe();
  }
  return results;
}
