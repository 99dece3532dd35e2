import type { Database } from '../database/database.js';
import { all, empty, isOneOf, type Sql, sql } from '../database/sql.js';
import { entityStates } from '../entities/states.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import {
  inScope,
  loadedBy,
  type Scope,
  type ScopeQuery,
  stateBegan,
  stateIn,
} from '../releases/scope.js';
import { matches } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import { countsByDay, standsByDay } from './by-day.js';
import type { SourceListQuery } from './schema.js';

const KEY = sql`x.agent_id`;
const SLUG = sql`x.slug COLLATE "C"`;

/** Sources `x`, entities `e`, and the condition that one stands in chains in some roles. */
interface Sources extends Omit<List, 'conditions'> {
  standsAs(roles: readonly string[]): Sql;
}

function sources(scope: Scope): Sources {
  const list = scope.publishedBefore === undefined ? ofRelease(scope) : byDay(scope);
  return {
    ...list,
    from: sql`source x JOIN ${entityStates(scope)} e ON e.entity_id = x.agent_id ${list.from}`,
    within: all([list.within, loadedBy(KEY, 'entity', scope)]),
    // In any role of these at any time, by what an index has; then in the scope.
    standsAs: (roles) => sql`x.roles && ${roles}::"AttributionRole"[] AND ${list.standsAs(roles)}`,
    key: KEY,
    sorts: {
      added: added(KEY),
      name: byText(sql`e.name`),
      id: { ascending: SLUG, descending: SLUG, type: 'text' },
    },
  };
}

const ofRelease = (scope: Scope) => ({
  from: sql`CROSS JOIN LATERAL ${stateIn(sql`source_state`, sql`agent_id = ${KEY}`, scope)} c`,
  within: stateBegan(sql`c`, scope),
  item: COUNTED,
  standsAs: (roles: readonly string[]) => sql`c.roles && ${roles}::"AttributionRole"[]`,
});

/** Only what is listed is counted. */
const byDay = (scope: Scope) => ({
  from: empty,
  within: standsByDay(KEY, scope),
  item: sql`${COUNTED} FROM (${countsByDay(KEY, scope)}) c`,
  standsAs: (roles: readonly string[]) => standsByDay(KEY, scope, roles),
});

const COUNTED = sql`e.slug AS id, e.name, e.type, c.originates, c.relays, c.publishes,
  c.receives_from AS "receivesFrom", c.passes_to AS "passesTo"`;

export async function listSources(db: Database, query: SourceListQuery): Promise<Page> {
  const { article } = await resolveIds(db, query, { article: 'article' });
  const sought = await seekIf(db, query.q, 'entity_state');
  return listPage(db, 'sources', query, (scope) => {
    const { standsAs, ...list } = sources(scope);
    return {
      ...list,
      conditions: {
        type: query.type && sql`e.type = ANY(${query.type}::"EntityType"[])`,
        role: query.role && standsAs(query.role),
        article: article && standsIn(article, scope),
        q: sought && matches(sought, sql`e`),
      },
    };
  });
}

/** Whether the source stands in a chain of one of these articles. */
const standsIn = (articles: readonly number[], scope: Scope) =>
  sql`${KEY} IN (SELECT t.agent_id FROM article_version v
    JOIN statement s ON s.article_version_id = v.id JOIN attribution t ON t.statement_id = s.id
    WHERE ${isOneOf(sql`v.article_id`, articles)} AND ${inScope(sql`v`, scope)})`;

export const getSource = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'source', id, identity: 'entity' }, query, (scope) => ({
    ...sources(scope),
    is: sql`${SLUG} = ${id}`,
  }));
