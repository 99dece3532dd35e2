import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { foundEntity } from '../entities/search.js';
import { entityHeads, entityStates } from '../entities/states.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { seekIf } from '../http/seek.js';
import type { Scope, ScopeQuery } from '../releases/scope.js';
import { countsOf, stands, standsIn } from './counts.js';
import type { SourceListQuery } from './schema.js';

const KEY = sql`e.entity_id`;
const SLUG = sql`e.slug COLLATE "C"`;

const sources = (scope: Scope, states = entityHeads(scope)): Omit<List, 'conditions'> => ({
  from: sql`${states} e`,
  within: stands(scope),
  key: KEY,
  sorts: {
    added: added(KEY),
    name: byText(sql`e.name`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`e.slug AS id, e.name, e.type, counts.* FROM (${countsOf(scope)}) counts`,
});

export async function listSources(db: Database, query: SourceListQuery): Promise<Page> {
  const { article } = await resolveIds(db, query, { article: 'article' });
  const sought = await seekIf(db, query.q);
  return listPage(db, 'sources', query, (scope) => ({
    ...(sought ? sources(scope, entityStates(scope)) : sources(scope)),
    conditions: {
      type: query.type && sql`e.type = ANY(${query.type}::"EntityType"[])`,
      role: query.role && stands(scope, query.role),
      article: article && standsIn(article, scope),
      q: sought && foundEntity(sought, scope, sql`e`),
    },
  }));
}

export const getSource = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'source', id, identity: 'entity' }, query, (scope) => ({
    ...sources(scope),
    is: sql`e.slug = ${id}`,
  }));
