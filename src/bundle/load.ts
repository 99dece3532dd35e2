import { NEVER } from '../database/database.js';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import type { CheckedBundle } from './check.js';
import { digestOf } from './digest.js';
import { BundleError, type Fault, withSuggestion } from './faults.js';
import { linkedArticles } from './links.js';
import { type Keys, projectBundle, type Rows } from './rows.js';
import { updateEntityStates, updateEventStates } from './states.js';

type Transaction = Prisma.TransactionClient;

export interface Loaded {
  article: string;
  change: 'added' | 'changed' | 'unchanged';
  /** What the article brings, by what it is. */
  counts: Record<'entities' | 'events' | 'statements' | 'figures' | 'relations', number>;
}

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
      await tx.release.create({ data: { number, digest: digestOf(digests) } });
      return number;
    },
    { maxWait: 10_000, timeout: 600_000 },
  );
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
  const { bundle } = checked;
  const digest = digestOf(checked.source);
  let change: Loaded['change'] = 'unchanged';
  const number = await release(prisma, async (tx, next) => {
    const current = await tx.articleVersion.findFirst({
      where: { slug: bundle.article.id, supersededIn: NEVER },
      select: { id: true, digest: true },
    });
    if (current?.digest === digest) return [];
    change = current ? 'changed' : 'added';
    const keys = await prepareKeys(tx, checked, file, { release: next, digest });
    const [entities, events] = [[...keys.entities.values()], [...keys.events.values()]];
    const replaced = { entities: [] as number[], events: [] as number[] };
    if (current) {
      // An article that is loaded anew keeps its place among the others, so what it names for the
      // first time cannot simply be added to what stands.
      const gone = await supersede(tx, current.id, next);
      replaced.entities = [...new Set([...gone.entities, ...entities])];
      replaced.events = [...new Set([...gone.events, ...events])];
    }
    await insert(tx, projectBundle(checked, keys));
    await updateEntityStates(tx, next, entities, replaced.entities);
    await updateEventStates(tx, next, events, replaced.events);
    return [digest];
  });
  const { entities, events, statements, figures, relations } = bundle;
  return {
    article: bundle.article.id,
    change,
    release: number,
    counts: {
      entities: entities.length,
      events: events.length,
      statements: statements.length,
      figures: figures.length,
      relations: relations.length,
    },
  };
}

/** Finds or makes the keys of everything that the bundle names, and checks that they fit. */
async function prepareKeys(
  tx: Transaction,
  { bundle }: CheckedBundle,
  file: string,
  version: Pick<Keys, 'release' | 'digest'>,
): Promise<Keys> {
  const measures = await tx.measureState.findMany({ where: { supersededIn: NEVER } });
  const linked = await linkedArticles(tx, bundle);
  const faults = [
    ...measureFaults(bundle, new Set(measures.map(({ slug }) => slug))),
    ...(await typeFaults(tx, bundle)),
    ...linked.faults,
  ];
  if (faults.length > 0) throw new BundleError(file, faults);
  const article = await tx.article.upsert({
    where: { slug: bundle.article.id },
    create: { slug: bundle.article.id },
    update: {},
  });
  const [articleVersionId] = await reserve(tx, 'article_version', 1);
  return {
    ...version,
    articleId: article.id,
    articles: linked.keys.set(article.slug, article.id),
    articleVersionId: articleVersionId as number,
    entities: await identities(tx.entity, bundle.entities),
    events: await identities(tx.event, bundle.events),
    measures: new Map(measures.map(({ slug, measureId }) => [slug, measureId])),
    statements: await reserve(tx, 'statement', bundle.statements.length),
    eventReports: await reserve(tx, 'event_report', bundle.events.length),
  };
}

function measureFaults(bundle: CheckedBundle['bundle'], known: ReadonlySet<string>): Fault[] {
  return bundle.figures.flatMap(({ measure }, index) => {
    if (known.has(measure)) return [];
    const message = `found "${measure}", expected a measure that is loaded`;
    return [withSuggestion({ pointer: `/figures/${index}/measure`, message }, measure, known)];
  });
}

/** An entity is of one type: two articles that differ mean two entities, or one is mistaken. */
async function typeFaults(tx: Transaction, { article, entities }: CheckedBundle['bundle']) {
  const loaded = await tx.entityState.findMany({
    where: { supersededIn: NEVER, slug: { in: entities.map(({ id }) => id) } },
    select: { slug: true, type: true, entityId: true },
  });
  const types = new Map(loaded.map((state) => [state.slug, state]));
  const faults: Fault[] = [];
  for (const [index, { id, type }] of entities.entries()) {
    const state = types.get(id);
    if (state === undefined || state.type === type) continue;
    const elsewhere = await tx.entityReport.findFirst({
      where: {
        entityId: state.entityId,
        articleVersion: { supersededIn: NEVER, slug: { not: article.id } },
      },
      select: { articleVersion: { select: { slug: true } } },
    });
    if (elsewhere === null) continue;
    const message = `found "${type}", but "${id}" is a ${state.type} in ${elsewhere.articleVersion.slug}`;
    faults.push({ pointer: `/entities/${index}/type`, message });
  }
  return faults;
}

/** Keys by slug; what is new gets its identity, in the order of the bundle. */
async function identities(
  model: Transaction['entity'] | Transaction['event'],
  items: readonly { id: string }[],
): Promise<Map<string, number>> {
  const slugs = items.map(({ id }) => id);
  const find = async () => {
    const found = await (model as Transaction['entity']).findMany({
      where: { slug: { in: slugs } },
    });
    return new Map(found.map(({ slug, id }) => [slug, id]));
  };
  const known = await find();
  const fresh = slugs.filter((slug) => !known.has(slug)).map((slug) => ({ slug }));
  if (fresh.length === 0) return known;
  await (model as Transaction['entity']).createMany({ data: fresh });
  return find();
}

async function reserve(
  tx: Transaction,
  table: 'article_version' | 'statement' | 'event_report',
  count: number,
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT nextval(pg_get_serial_sequence(${table}, 'id'))::int AS id
    FROM generate_series(1, ${count}::int)`;
  return rows.map(({ id }) => id);
}

/** Ends a version of an article; returns what it spoke of, whose states must be made anew. */
export async function supersede(tx: Transaction, articleVersionId: number, number: number) {
  await tx.articleVersion.update({
    where: { id: articleVersionId },
    data: { supersededIn: number },
  });
  const entities = await tx.entityReport.findMany({ where: { articleVersionId } });
  const events = await tx.eventReport.findMany({ where: { articleVersionId } });
  return {
    entities: entities.map(({ entityId }) => entityId),
    events: events.map(({ eventId }) => eventId),
  };
}

async function insert(tx: Transaction, rows: Rows): Promise<void> {
  for (const [model, data] of Object.entries(rows)) {
    // Every model takes the rows that the projection made for it; TypeScript cannot pair them up.
    await (tx[model as keyof Rows] as Transaction['mention']).createMany({ data: data as never });
  }
}
