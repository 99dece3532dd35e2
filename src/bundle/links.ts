import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { type Fault, withSuggestion } from './faults.js';
import type { Bundle } from './format.js';

/** The two ids in `to` of a link: without a dot it is a statement of the article itself. */
export function targetOf(to: string, article: string): { article: string; statement: string } {
  const dot = to.indexOf('.');
  return dot < 0
    ? { article, statement: to }
    : { article: to.slice(0, dot), statement: to.slice(dot + 1) };
}

/** By article that is linked to: its key, unless it is yet to be made, and its statements' ids. */
export type LoadedStatements = Map<string, { article: number | null; ids: Set<string> }>;

/** The statements of all articles to which bundles link. */
export async function loadedStatements(
  tx: Prisma.TransactionClient,
  bundles: readonly Bundle[],
): Promise<LoadedStatements> {
  const slugs = bundles.flatMap(({ article, links }) =>
    links.map(({ to }) => targetOf(to, article.id).article).filter((slug) => slug !== article.id),
  );
  if (slugs.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ slug: string; article: number; ids: string[] }[]>`
    SELECT slug, article_id AS article,
      ARRAY(SELECT local_id FROM statement WHERE article_version_id = v.id ORDER BY id) AS ids
    FROM article_version v WHERE slug = ANY(${slugs}::text[]) AND superseded_in = ${NEVER}`;
  return new Map(rows.map(({ slug, article, ids }) => [slug, { article, ids: new Set(ids) }]));
}

/** The links of a bundle to nowhere; those within it are checked without a database. */
export function linkFaults({ article, links }: Bundle, loaded: LoadedStatements): Fault[] {
  return links.flatMap(({ to }, index): Fault[] => {
    const target = targetOf(to, article.id);
    if (target.article === article.id || loaded.get(target.article)?.ids.has(target.statement))
      return [];
    const full = `${target.article}.${target.statement}`;
    const others = new Set(links.map((link) => targetOf(link.to, article.id).article));
    others.delete(article.id);
    const known = [...others].flatMap((slug) =>
      [...(loaded.get(slug)?.ids ?? [])].map((id) => `${slug}.${id}`),
    );
    const message = `found "${full}", expected a statement of an article that is loaded`;
    return [withSuggestion({ pointer: `/links/${index}/to`, message }, full, known)];
  });
}
