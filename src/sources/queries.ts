import { type Database, NEVER } from '../database/database.js';
import { isOneOf, raw, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { foundEntity } from '../entities/search.js';
import { entityHeads, entityStates } from '../entities/states.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { seekIf } from '../http/seek.js';
import { inRelease, inScope, type Scope, type ScopeQuery } from '../releases/scope.js';
import type { SourceListQuery } from './schema.js';

const KEY = sql`e.entity_id`;
const SLUG = sql`e.slug COLLATE "C"`;

/** Links `a` of chains of statements `s` within the scope. */
const links = (scope: Scope) =>
  sql`attribution a
    JOIN statement s ON s.id = a.statement_id
    JOIN article_version v ON v.id = s.article_version_id AND ${inScope(sql`v`, scope)}`;

// Counts are stored by release, but not for every day: what was published by one is counted when it
// is asked for.

/** In which roles agents stand in chains, and whether as the first: to be added up. */
const shares = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? sql`(SELECT * FROM source_share t WHERE ${inRelease(sql`t`, scope)})`
    : sql`(SELECT a.agent_id, a.role, a.position = 1 AS first, 1 AS statements,
        (SELECT count(*) FROM figure f WHERE f.statement_id = s.id) AS figures
      FROM ${links(scope)})`;

/** Whether the source stands in a chain, in a way that `condition` asks for. */
const stands = (scope: Scope, condition = sql`TRUE`) =>
  sql`EXISTS (SELECT FROM ${shares(scope)} t WHERE t.agent_id = e.entity_id AND ${condition})`;

/** How many statements, and figures of them, have the source in one part of the chain. */
const share = (scope: Scope, part: Sql) =>
  sql`(SELECT row_to_json(share) FROM (
    SELECT coalesce(sum(t.statements), 0)::int AS statements,
      coalesce(sum(t.figures), 0)::int AS figures
    FROM ${shares(scope)} t WHERE t.agent_id = e.entity_id AND ${part}) share)`;

/** Who stands `step` links further along the chains of the source, with the most statements first. */
const neighbours = (scope: Scope, step: 1 | -1) =>
  sql`ARRAY(SELECT row_to_json(neighbour) FROM (
    SELECT ${entityRef(sql`t.beside_id`, scope)} AS agent, t.statements
    FROM (${besides(scope, step)}) t ${MOST}) neighbour)`;

// In the text, or PostgreSQL would not see that the index has those alone.
const STILL = raw(String(NEVER));
const MOST = sql`ORDER BY t.statements DESC, t.beside_id LIMIT 50`;

function besides(scope: Scope, step: 1 | -1): Sql {
  if (scope.publishedBefore !== undefined) {
    return sql`SELECT beside.agent_id AS beside_id, count(*)::int AS statements
      FROM ${links(scope)} JOIN attribution beside
        ON beside.statement_id = s.id AND beside.position = a.position + ${step}::int
      WHERE a.agent_id = e.entity_id GROUP BY beside.agent_id`;
  }
  // Apart, since an index has the most frequent of what still stands, and of the rest there is none
  // if the release is the newest.
  const counted = (condition: Sql) => sql`(SELECT t.beside_id, t.statements FROM source_neighbour t
    WHERE t.agent_id = e.entity_id AND t.step = ${step}::int
      AND t.released_in <= ${scope.release}::int AND ${condition} ${MOST})`;
  return sql`${counted(sql`t.superseded_in = ${STILL}`)} UNION ALL
    ${counted(sql`t.superseded_in < ${STILL} AND t.superseded_in > ${scope.release}::int`)}`;
}

const sources = (scope: Scope, states = entityHeads(scope)): Omit<List, 'conditions'> => ({
  from: sql`${states} e`,
  within: stands(scope),
  key: KEY,
  sorts: {
    added: added(KEY),
    name: byText(sql`e.name`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`e.slug AS id, e.name, e.type,
    ${share(scope, sql`t.first`)} AS originates,
    ${share(scope, sql`t.role = 'relay'`)} AS relays,
    ${share(scope, sql`t.role = 'publisher'`)} AS publishes,
    ${neighbours(scope, -1)} AS "receivesFrom", ${neighbours(scope, 1)} AS "passesTo"`,
});

export async function listSources(db: Database, query: SourceListQuery): Promise<Page> {
  const { article } = await resolveIds(db, query, { article: 'article' });
  const sought = await seekIf(db, query.q);
  return listPage(db, 'sources', query, (scope) => ({
    ...(sought ? sources(scope, entityStates(scope)) : sources(scope)),
    conditions: {
      type: query.type && sql`e.type = ANY(${query.type}::"EntityType"[])`,
      role: query.role && stands(scope, sql`t.role = ANY(${query.role}::"AttributionRole"[])`),
      article:
        article &&
        sql`EXISTS (SELECT FROM ${links(scope)}
          WHERE a.agent_id = e.entity_id AND ${isOneOf(sql`v.article_id`, article)})`,
      q: sought && foundEntity(sought, scope, sql`e`),
    },
  }));
}

export const getSource = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'source', id, identity: 'entity' }, query, (scope) => ({
    ...sources(scope),
    is: sql`e.slug = ${id}`,
  }));
