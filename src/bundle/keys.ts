import { Prisma } from '../database/generated/client.js';
import { targetOf } from './links.js';
import type { Accepted, Loaded } from './sift.js';

/** The integer keys under which a bundle's rows are to be written. */
export interface Keys {
  articleId: number;
  articleVersionId: number;
  release: number;
  digest: string;
  /** Slug to key; of articles, its own and those that it links to. */
  articles: ReadonlyMap<string, number>;
  entities: ReadonlyMap<string, number>;
  events: ReadonlyMap<string, number>;
  measures: ReadonlyMap<string, number>;
  /** As many keys as the bundle has statements, events and relations. */
  statements: readonly number[];
  eventReports: readonly number[];
  relations: readonly number[];
}

type Transaction = Prisma.TransactionClient;

export interface Keyed {
  accepted: Accepted;
  keys: Keys;
  /** Whether its article has had a version before, so that its rank among the others is old. */
  known: boolean;
}

/** Finds or makes the keys of everything that bundles name, in the order of the bundles. */
export async function keysFor(
  tx: Transaction,
  release: number,
  bundles: readonly Accepted[],
  { measures, statements }: Pick<Loaded, 'measures' | 'statements'>,
): Promise<Keyed[]> {
  const all = bundles.map(({ checked }) => checked.bundle);
  const listed = (list: 'entities' | 'events' | 'statements' | 'relations') =>
    all.flatMap((bundle): { id: string }[] => bundle[list]);
  const articleItems = all.map(({ article }) => article);
  const articles = await identities(tx, 'article', articleItems);
  const entities = await identities(tx, 'entity', listed('entities'));
  const events = await identities(tx, 'event', listed('events'));
  const versionKeys = await reserve(tx, 'article_version', all.length);
  const statementKeys = await reserve(tx, 'statement', listed('statements').length);
  const reportKeys = await reserve(tx, 'event_report', listed('events').length);
  const relationKeys = await reserve(tx, 'relation', listed('relations').length);
  return bundles.map((accepted): Keyed => {
    const { bundle } = accepted.checked;
    const article = articles.get(bundle.article.id) as Identity;
    const linked = bundle.links
      .map(({ to }) => targetOf(to, bundle.article.id).article)
      .map((slug) => [slug, articles.get(slug)?.id ?? statements.get(slug)?.article] as const);
    return {
      accepted,
      known: !article.made,
      keys: {
        articleId: article.id,
        articleVersionId: versionKeys.shift() as number,
        release,
        digest: accepted.digest,
        articles: new Map(linked as [string, number][]),
        entities: keysOf(entities, bundle.entities),
        events: keysOf(events, bundle.events),
        measures,
        statements: statementKeys.splice(0, bundle.statements.length),
        eventReports: reportKeys.splice(0, bundle.events.length),
        relations: relationKeys.splice(0, bundle.relations.length),
      },
    };
  });
}

interface Identity {
  id: number;
  slug: string;
  /** Whether it is new. */
  made: boolean;
}

const keysOf = (known: ReadonlyMap<string, Identity>, items: readonly { id: string }[]) =>
  new Map(items.map(({ id }) => [id, (known.get(id) as Identity).id]));

/** Identities by slug; what is new gets its own, in the order in which it is named. */
async function identities(
  tx: Transaction,
  table: 'article' | 'entity' | 'event',
  items: readonly { id: string }[],
): Promise<Map<string, Identity>> {
  const slugs = [...new Set(items.map(({ id }) => id))];
  const name = Prisma.raw(table);
  // One snapshot serves the whole statement, so nothing that is made here is found there.
  const rows = await tx.$queryRaw<Identity[]>`
    WITH known AS (SELECT id, slug FROM ${name} WHERE slug = ANY(${slugs}::text[])), made AS (
      INSERT INTO ${name} (slug)
      SELECT slug FROM unnest(${slugs}::text[]) WITH ORDINALITY AS given(slug, nth)
      WHERE slug NOT IN (SELECT slug FROM known) ORDER BY nth
      RETURNING id, slug
    )
    SELECT id, slug, false AS made FROM known UNION ALL SELECT id, slug, true FROM made`;
  return new Map(rows.map((row) => [row.slug, row]));
}

async function reserve(
  tx: Transaction,
  table: 'article_version' | 'statement' | 'event_report' | 'relation',
  count: number,
): Promise<number[]> {
  // One row of many keys: Prisma takes its time for every row that it reads.
  const [row] = await tx.$queryRaw<{ keys: number[] | null }[]>`
    SELECT array_agg(nextval(pg_get_serial_sequence(${table}, 'id'))::int) AS keys
    FROM generate_series(1, ${count}::int)`;
  return row?.keys ?? [];
}
