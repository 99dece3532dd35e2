import type { Database } from '../database/database.js';
import { isOneOf, type Sql, sql } from '../database/sql.js';
import type { Format } from '../formats/formats.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { beforeItsMonth, inItsMonth } from '../releases/months.js';
import {
  inScope,
  lastKey,
  loadedBy,
  rowInScope,
  type Scope,
  type ScopeQuery,
  stateBegan,
  stateIn,
} from '../releases/scope.js';
import { matches, matchesText } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import { askedOf } from '../search/words.js';
import type { EntityListQuery, MentionListQuery } from './schema.js';
import { entityStates } from './states.js';

/** An EntityRef as JSON; null if `id` is. */
export const entityRef = (id: Sql, scope: Scope) =>
  sql`(SELECT named.reference FROM ${entityStates(scope)} named WHERE named.entity_id = ${id})`;

/** An EntityRef of a place: with its location where the format is about that. */
export const placeRef = (id: Sql, scope: Scope, format: Format) =>
  format === 'geojson'
    ? sql`(SELECT row_to_json(ref) FROM (
        SELECT named.slug AS id, named.name, named.type, ${location(sql`named`)} AS location
        FROM ${entityStates(scope)} named WHERE named.entity_id = ${id}) ref)`
    : entityRef(id, scope);

const location = (state: Sql) =>
  sql`CASE WHEN ${state}.latitude IS NOT NULL THEN (SELECT row_to_json(location) FROM (
    SELECT ${state}.latitude, ${state}.longitude, ${state}.location_precision AS precision) location) END`;

/** How often the entity is named. */
function mentions(scope: Scope): Sql {
  const counted = sql`${stateIn(sql`mention_count`, sql`entity_id = e.entity_id`, scope)} c
    WHERE ${stateBegan(sql`c`, scope)}`;
  if (scope.publishedBefore === undefined) {
    return sql`coalesce((SELECT c.mentions FROM ${counted}), 0)`;
  }
  return sql`(SELECT coalesce(sum(part.mentions), 0)::int FROM (
    SELECT ${beforeItsMonth(sql`c`, 'mentions', scope)} AS mentions FROM ${counted}
    UNION ALL SELECT r.mentions FROM entity_report r
    WHERE r.entity_id = e.entity_id
      AND ${inItsMonth(sql`r`, scope)} AND ${rowInScope(sql`r`, scope)}
  ) part)`;
}

export const entities = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`${entityStates(scope)} e`,
  within: loadedBy(KEY, 'entity', scope),
  key: KEY,
  sorts: {
    added: added(KEY),
    name: byText(sql`e.name`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`e.slug AS id, e.type, e.name, e.aliases, e.description, e.country,
    e.same_as AS "sameAs", ${location(sql`e`)} AS location, ${mentions(scope)} AS mentions`,
});
const KEY = sql`e.entity_id`;
const SLUG = sql`e.slug COLLATE "C"`;

export async function listEntities(db: Database, query: EntityListQuery): Promise<Page> {
  const { article } = await resolveIds(db, query, { article: 'article' });
  const sought = await seekIf(db, query.q, 'entity_state');
  return listPage(db, 'entities', query, (scope) => ({
    ...entities(scope),
    conditions: {
      type: query.type && sql`e.type = ANY(${query.type}::"EntityType"[])`,
      country: query.country && sql`e.country = ANY(${query.country}::text[])`,
      article:
        article &&
        sql`${KEY} IN (SELECT r.entity_id FROM article_version v
          JOIN entity_report r ON r.article_version_id = v.id
          WHERE ${isOneOf(sql`v.article_id`, article)} AND ${inScope(sql`v`, scope)})`,
      q: sought && matches(sought, sql`e`),
    },
  }));
}

export const getEntity = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'entity', id, identity: 'entity' }, query, (scope) => ({
    ...entities(scope),
    is: sql`e.slug = ${id}`,
  }));

export async function listMentions(db: Database, id: string, query: MentionListQuery) {
  await getEntity(db, id, query);
  const { article } = await resolveIds(db, query, { article: 'article' });
  const asked = query.q === undefined ? undefined : await askedOf(db, query.q);
  const key = sql`m.id`;
  return listPage(db, `entities/${id}/mentions`, query, (scope) => ({
    from: sql`mention m`,
    within: sql`m.entity_id = (SELECT id FROM entity WHERE slug = ${id})
      AND ${rowInScope(sql`m`, scope)}`,
    key,
    sorts: { added: added(key, lastKey('mention', scope)) },
    item: sql`${entityRef(sql`m.entity_id`, scope)} AS entity, m.span`,
    conditions: {
      article:
        article &&
        sql`m.article_version_id IN (
          SELECT v.id FROM article_version v WHERE ${isOneOf(sql`v.article_id`, article)})`,
      q: asked && matchesText(asked, sql`(m.span->>'exact')`, sql`(m.span->>'exact')`),
    },
  }));
}
