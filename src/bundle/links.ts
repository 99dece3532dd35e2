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

/** The keys of the articles that a bundle links to, its own excepted, and the links to nowhere. */
export async function linkedArticles(tx: Prisma.TransactionClient, { article, links }: Bundle) {
  const targets = links.map(({ to }) => targetOf(to, article.id));
  const slugs = targets.map((target) => target.article).filter((slug) => slug !== article.id);
  const loaded = await tx.statement.findMany({
    where: { articleVersion: { slug: { in: slugs }, supersededIn: NEVER } },
    select: { localId: true, articleVersion: { select: { slug: true, articleId: true } } },
  });
  const known = new Set(loaded.map((row) => `${row.articleVersion.slug}.${row.localId}`));
  const faults = targets.flatMap((target, index): Fault[] => {
    const to = `${target.article}.${target.statement}`;
    if (target.article === article.id || known.has(to)) return [];
    const message = `found "${to}", expected a statement of an article that is loaded`;
    return [withSuggestion({ pointer: `/links/${index}/to`, message }, to, known)];
  });
  const keys = new Map(
    loaded.map((row) => [row.articleVersion.slug, row.articleVersion.articleId]),
  );
  return { keys, faults };
}
