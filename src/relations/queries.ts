import type { Database } from '../database/database.js';
import { isOneOf, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { checkWords } from '../http/vocabulary.js';
import { lastKey, listedInScope, type Scope } from '../releases/scope.js';
import { totalOf } from '../releases/totals.js';
import { matches } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import type { RelationListQuery } from './schema.js';

const KEY = sql`r.id`;

export const relations = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`relation r
    JOIN article_version v ON v.id = r.article_version_id
    JOIN statement s ON s.id = r.statement_id`,
  within: listedInScope(sql`r`, sql`v`, scope),
  total: totalOf('relation', scope),
  key: KEY,
  sorts: { added: added(KEY, lastKey('relation', scope)), type: byText(sql`r.type`) },
  item: sql`v.slug || '.' || r.local_id AS id, r.type,
    ${entityRef(sql`r.subject_id`, scope)} AS subject,
    ${entityRef(sql`r.object_id`, scope)} AS object,
    v.slug || '.' || s.local_id AS statement, r.spans`,
});

export async function listRelations(db: Database, query: RelationListQuery): Promise<Page> {
  const ids = await resolveIds(db, query, {
    subject: 'entity',
    object: 'entity',
    article: 'article',
  });
  const sought = await seekIf(db, query.q, 'relation');
  await checkWords(db, 'type', query.type, sql`relation`, sql`type`);
  return listPage(db, 'relations', query, (scope) => ({
    ...relations(scope),
    conditions: {
      type: query.type && sql`r.type = ANY(${query.type}::text[])`,
      subject: ids.subject && isOneOf(sql`r.subject_id`, ids.subject),
      object: ids.object && isOneOf(sql`r.object_id`, ids.object),
      article: ids.article && isOneOf(sql`v.article_id`, ids.article),
      q: sought && matches(sought, sql`r`, sql`relation`),
    },
  }));
}
