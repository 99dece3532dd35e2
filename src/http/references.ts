import type { Database } from '../database/database.js';
import { read, type Sql, sql } from '../database/sql.js';
import { invalidParameters, type ProblemError } from './problem.js';

/** What has ids of its own across articles. */
export type Identity = 'article' | 'entity' | 'event' | 'measure';

const TABLES: Record<Identity, { table: Sql; path: string }> = {
  article: { table: sql`article`, path: '/v1/articles' },
  entity: { table: sql`entity`, path: '/v1/entities' },
  event: { table: sql`event`, path: '/v1/events' },
  measure: { table: sql`measure`, path: '/v1/measures' },
};

/**
 * Finds the keys of the ids that a query names. `references` says which parameter names what.
 * Returns the keys by parameter; throws one Problem (400) that names every id that does not exist.
 */
export async function resolveIds<Parameter extends string>(
  db: Database,
  query: { [P in NoInfer<Parameter>]?: string[] | undefined },
  references: Record<Parameter, Identity>,
): Promise<{ [P in Parameter]?: number[] }> {
  const faults: ProblemError[] = [];
  const keys: { [P in Parameter]?: number[] } = {};
  for (const parameter of Object.keys(references) as Parameter[]) {
    const slugs = query[parameter];
    if (slugs === undefined) continue;
    const identity = references[parameter];
    const found = await keysOf(db, identity, slugs);
    keys[parameter] = [...found.values()];
    for (const slug of slugs.filter((slug) => !found.has(slug))) {
      faults.push(await unknownId(db, parameter, [identity], slug));
    }
  }
  if (faults.length > 0) throw invalidParameters(faults);
  return keys;
}

export async function keysOf(db: Database, identity: Identity, slugs: readonly string[]) {
  const rows = await read<{ id: number; slug: string }>(
    db,
    sql`SELECT id, slug FROM ${TABLES[identity].table} WHERE slug = ANY(${slugs}::text[])`,
  );
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

export async function unknownId(
  db: Database,
  parameter: string,
  identities: readonly Identity[],
  slug: string,
): Promise<ProblemError> {
  const near = await Promise.all(identities.map((identity) => nearestSlug(db, identity, slug)));
  const [best] = near.flat().sort((a, b) => b.likeness - a.likeness);
  const lists = identities.map((identity) => TABLES[identity].path).join(' and ');
  const message = `"${slug}" is no id of ${identities.map(withArticle).join(' or ')}; ${lists} lists them`;
  return best ? { parameter, message, suggestion: best.slug } : { parameter, message };
}

/** The id most like `slug`, if any is alike at all. */
export function nearestSlug(db: Database, identity: Identity, slug: string) {
  return read<{ slug: string; likeness: number }>(
    db,
    sql`SELECT slug, similarity(slug, ${slug}) AS likeness FROM ${TABLES[identity].table}
      WHERE slug % ${slug} ORDER BY likeness DESC, slug LIMIT 1`,
  );
}

const withArticle = (identity: Identity) =>
  identity === 'measure' ? 'a measure' : `an ${identity}`;
