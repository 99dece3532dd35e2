import type { Database } from '../database/database.js';
import { inRelease, type Sql, sql } from '../database/sql.js';
import { readItem } from '../http/item.js';
import { added, byText, type List, listPage } from '../http/list.js';
import { resolveIds } from '../http/references.js';
import { matches } from '../http/search.js';
import type { EntityListQuery, MentionListQuery } from './schema.js';

/** An EntityRef as JSON; null if `id` is. */
export const entityRef = (id: Sql, release: number) =>
  sql`(SELECT row_to_json(ref) FROM (SELECT named.slug AS id, named.name, named.type
    FROM entity_state named
    WHERE named.entity_id = ${id} AND ${inRelease(sql`named`, release)}) ref)`;

/** Rows of `report`, joined to the versions of articles that are part of the release. */
const reportOf = (id: Sql, release: number) =>
  sql`FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
    WHERE r.entity_id = ${id} AND ${inRelease(sql`v`, release)}`;

const entities = (release: number): Omit<List, 'conditions'> => ({
  from: sql`entity_state e`,
  scope: inRelease(sql`e`, release),
  key: KEY,
  sorts: {
    added: added(KEY),
    name: byText(sql`e.name`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`e.slug AS id, e.type, e.name, e.aliases, e.description, e.country,
    e.same_as AS "sameAs",
    CASE WHEN e.latitude IS NOT NULL THEN (SELECT row_to_json(location) FROM (SELECT e.latitude,
      e.longitude, e.location_precision AS precision) location) END AS location,
    (SELECT count(*)::int FROM mention m JOIN article_version v ON v.id = m.article_version_id
      WHERE m.entity_id = e.entity_id AND ${inRelease(sql`v`, release)}) AS mentions`,
});
const KEY = sql`e.entity_id`;
const SLUG = sql`e.slug COLLATE "C"`;

export async function listEntities(db: Database, query: EntityListQuery): Promise<string> {
  const { article } = await resolveIds(db, query, { article: 'article' });
  return listPage(db, 'entities', query, (release) => ({
    ...entities(release),
    conditions: {
      type: query.type && sql`e.type = ANY(${query.type}::"EntityType"[])`,
      country: query.country && sql`e.country = ANY(${query.country}::text[])`,
      article:
        article &&
        sql`EXISTS (SELECT ${reportOf(KEY, release)} AND v.article_id = ANY(${article}::int[]))`,
      q: query.q === undefined ? undefined : matches(query.q, sql`e.names`, sql`e.search`),
    },
  }));
}

export const getEntity = (db: Database, id: string) =>
  readItem(db, { what: 'entity', id, identity: 'entity' }, (release) => ({
    ...entities(release),
    is: sql`e.slug = ${id}`,
  }));

export async function listMentions(db: Database, id: string, query: MentionListQuery) {
  await getEntity(db, id);
  const { article } = await resolveIds(db, query, { article: 'article' });
  const key = sql`m.id`;
  return listPage(db, `entities/${id}/mentions`, query, (release) => ({
    from: sql`mention m JOIN article_version v ON v.id = m.article_version_id`,
    scope: sql`m.entity_id = (SELECT id FROM entity WHERE slug = ${id})
      AND ${inRelease(sql`v`, release)}`,
    key,
    sorts: { added: added(key) },
    item: sql`${entityRef(sql`m.entity_id`, release)} AS entity, m.span`,
    conditions: {
      article: article && sql`v.article_id = ANY(${article}::int[])`,
      q:
        query.q === undefined
          ? undefined
          : matches(query.q, sql`(m.span->>'exact')`, sql`(m.span->>'exact')`),
    },
  }));
}
