import type { Prisma, PrismaClient, Release } from '../database/generated/client.js';
import type { CheckedBundle } from './check.js';
import { updateCounts } from './counts.js';
import { digestOf } from './digest.js';
import { updateEntityStates } from './entity-states.js';
import { updateEventStates } from './event-states.js';
import { BundleError, type Fault } from './faults.js';
import { addFirstReports } from './first-reports.js';
import { insert } from './insert.js';
import { type Keyed, keysFor } from './keys.js';
import { noteLastDays } from './last-days.js';
import { projectBundle, type Rows } from './rows.js';
import { type Accepted, type Candidate, loadedFor, sift } from './sift.js';
import { updateSourceStates } from './source-states.js';
import { addNames, addTextWords } from './words.js';

type Transaction = Prisma.TransactionClient;

export interface Loaded {
  article: string;
  change: 'added' | 'changed' | 'unchanged';
  /** What the article brings, by what it is. */
  counts: Record<'entities' | 'events' | 'statements' | 'figures' | 'relations', number>;
}

/** What came of one bundle of a batch. */
export type Outcome =
  | { change: 'added' | 'changed'; release: number }
  | { change: 'unchanged'; release: null }
  | { change: 'refused'; release: null; faults: Fault[] };

/** Any constant will do: it names the lock that makes loads wait for each other. */
const LOAD_LOCK = 7_240_115;

/**
 * Runs one load in one transaction: all of it or nothing. Loads wait for each other, so the
 * numbers of releases follow the order in which they become visible. `work` returns the digests of
 * what it changed; if there are none, no release is made.
 */
export async function release(
  prisma: PrismaClient,
  work: (tx: Transaction, number: number) => Promise<string[]>,
): Promise<number | null> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOAD_LOCK}::bigint)`;
      const last = await tx.release.aggregate({ _max: { number: true } });
      const number = (last._max.number ?? 0) + 1;
      const digests = await work(tx, number);
      if (digests.length === 0) return null;
      await updateCounts(tx, number);
      await updateSourceStates(tx, number);
      const digest = digestOf(digests);
      await tx.release.create({ data: { number, digest, ...(await lastKeys(tx)) } });
      return number;
    },
    { maxWait: 10_000, timeout: 600_000 },
  );
}

type LastKeys = Omit<Release, 'number' | 'loadedAt' | 'digest'>;

async function lastKeys(tx: Transaction): Promise<LastKeys> {
  const [last] = await tx.$queryRaw<[LastKeys]>`
    SELECT coalesce((SELECT max(id) FROM statement), 0) AS "lastStatement",
      coalesce((SELECT max(id) FROM figure), 0) AS "lastFigure",
      coalesce((SELECT max(id) FROM relation), 0) AS "lastRelation",
      coalesce((SELECT max(id) FROM mention), 0) AS "lastMention",
      coalesce((SELECT max(id) FROM entity), 0) AS "lastEntity",
      coalesce((SELECT max(id) FROM event), 0) AS "lastEvent",
      coalesce((SELECT max(id) FROM article), 0) AS "lastArticle",
      coalesce(pg_sequence_last_value('tie_id_seq'), 0)::int AS "lastTie"`;
  return last;
}

/**
 * Loads one checked bundle as a release, or nothing if it is loaded already.
 * Throws a BundleError when it does not fit what is loaded; `file` names it there.
 */
export async function loadBundle(
  prisma: PrismaClient,
  checked: CheckedBundle,
  file: string,
): Promise<Loaded & { release: number | null }> {
  const candidate = { checked, digest: digestOf(checked.source) };
  const [outcome] = (await loadBundles(prisma, [candidate])) as [Outcome];
  if (outcome.change === 'refused') throw new BundleError(file, outcome.faults);
  const { article, entities, events, statements, figures, relations } = checked.bundle;
  return {
    article: article.id,
    ...outcome,
    counts: {
      entities: entities.length,
      events: events.length,
      statements: statements.length,
      figures: figures.length,
      relations: relations.length,
    },
  };
}

/**
 * Loads checked bundles, as many in one release as can be: what is loaded then is what it would be
 * if they had been loaded one by one. Returns what came of each.
 */
export async function loadBundles(
  prisma: PrismaClient,
  candidates: readonly Candidate[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < candidates.length) {
    outcomes.push(...(await loadBatch(prisma, candidates.slice(outcomes.length))));
  }
  return outcomes;
}

/** Loads the first of some bundles, as many as fit into one release. */
async function loadBatch(
  prisma: PrismaClient,
  candidates: readonly Candidate[],
): Promise<Outcome[]> {
  let outcomes: Outcome[] = [];
  await release(prisma, async (tx, number) => {
    const loaded = await loadedFor(
      tx,
      candidates.map(({ checked }) => checked.bundle),
    );
    const verdicts = sift(candidates, loaded);
    outcomes = verdicts.map((verdict): Outcome => {
      if (verdict === 'unchanged') return { change: 'unchanged', release: null };
      if (Array.isArray(verdict)) return { change: 'refused', release: null, faults: verdict };
      return { change: verdict.supersedes === null ? 'added' : 'changed', release: number };
    });
    const accepted = verdicts.filter(isAccepted);
    if (accepted.length > 0) await write(tx, number, await keysFor(tx, number, accepted, loaded));
    return accepted.map(({ digest }) => digest);
  });
  return outcomes;
}

const isAccepted = (verdict: Accepted | 'unchanged' | Fault[]): verdict is Accepted =>
  verdict !== 'unchanged' && !Array.isArray(verdict);

async function write(tx: Transaction, number: number, batch: readonly Keyed[]): Promise<void> {
  const ended = batch.map(({ accepted }) => accepted.supersedes).filter((id) => id !== null);
  const gone = await supersede(tx, ended, number);
  // An article that has been loaded before keeps its place among the others, so what it names for
  // the first time cannot simply be added to what stands.
  const returning = batch.filter(({ known }) => known);
  const named = (of: readonly Keyed[], things: 'entities' | 'events') =>
    of.flatMap(({ keys }) => [...keys[things].values()]);
  await insert(tx, rowsOf(batch));
  await addNames(
    tx,
    batch.map(({ accepted }) => accepted.checked.bundle),
  );
  await addTextWords(tx, number);
  await noteLastDays(tx, number);
  await addFirstReports(tx, number, [...named(batch, 'entities'), ...gone.entities]);
  await updateEntityStates(tx, number, {
    gained: named(batch, 'entities'),
    replaced: [...gone.entities, ...named(returning, 'entities')],
  });
  await updateEventStates(tx, number, {
    gained: named(batch, 'events'),
    replaced: [...gone.events, ...named(returning, 'events')],
  });
}

/** Bundles whose rows are written together. */
const TOGETHER = 50;

function* rowsOf(batch: readonly Keyed[]): Generator<Rows> {
  for (let from = 0; from < batch.length; from += TOGETHER) {
    const part = batch.slice(from, from + TOGETHER);
    yield together(part.map(({ accepted, keys }) => projectBundle(accepted.checked, keys)));
  }
}

/** The rows of several bundles as if they were one. */
function together(all: readonly Rows[]): Rows {
  const tables = Object.keys(all[0] ?? {}) as (keyof Rows)[];
  return Object.fromEntries(
    tables.map((table) => [table, all.flatMap((rows): object[] => rows[table])]),
  ) as unknown as Rows;
}

/** Ends versions of articles; returns what they spoke of, whose states must be made anew. */
export async function supersede(tx: Transaction, versions: readonly number[], number: number) {
  if (versions.length === 0) return { entities: [], events: [] };
  const ended = { in: [...versions] };
  await tx.articleVersion.updateMany({ where: { id: ended }, data: { supersededIn: number } });
  await tx.tie.updateMany({ where: { articleVersionId: ended }, data: { supersededIn: number } });
  const entities = await tx.entityReport.findMany({ where: { articleVersionId: ended } });
  const events = await tx.eventReport.findMany({ where: { articleVersionId: ended } });
  return {
    entities: entities.map(({ entityId }) => entityId),
    events: events.map(({ eventId }) => eventId),
  };
}
