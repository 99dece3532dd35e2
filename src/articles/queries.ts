import type { Database } from '../database/database.js';
import { all, isOneOf, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText, byTime } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { inPeriod, timeJson } from '../http/shapes.js';
import { inScope, loadedBy, type Scope, type ScopeQuery } from '../releases/scope.js';
import { matches } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import type { ArticleListQuery } from './schema.js';

const KEY = sql`v.article_id`;
const SLUG = sql`v.slug COLLATE "C"`;

/** The last day on which an article in the scope can have been published, where a day is its limit. */
const lastDay = ({ publishedBefore }: Scope) =>
  publishedBefore === undefined ? undefined : sql`(${publishedBefore}::date - 1)`;

export const articles = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`article_version v`,
  within: all([inScope(sql`v`, scope), loadedBy(KEY, 'article', scope)]),
  key: KEY,
  sorts: {
    added: added(KEY),
    published: byTime(sql`v`, { last: lastDay(scope), axis: sql`article_version` }),
    label: byText(sql`v.label`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`v.slug AS id, v.label, v.headline,
    ${entityRef(sql`v.publisher_id`, scope)} AS publisher, v.byline, v.language,
    ${timeJson(sql`v`)} AS published, v.url, v.text_sha256 AS "textSha256",
    v.text_length AS "textLength"`,
});

export async function listArticles(db: Database, query: ArticleListQuery): Promise<Page> {
  const { publisher } = await resolveIds(db, query, { publisher: 'entity' });
  const sought = await seekIf(db, query.q, 'article_version');
  return listPage(db, 'articles', query, (scope) => ({
    ...articles(scope),
    conditions: {
      publisher: publisher && isOneOf(sql`v.publisher_id`, publisher),
      language: query.language && sql`v.language = ANY(${query.language}::text[])`,
      time: inPeriod(sql`v`, query),
      q: sought && matches(sought, sql`v`),
    },
  }));
}

export const getArticle = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'article', id, identity: 'article' }, query, (scope) => ({
    ...articles(scope),
    is: sql`v.slug = ${id}`,
  }));
