import { raw, type Sql, sql } from '../database/sql.js';
import { inRelease, inScope, rowInScope, type Scope } from '../releases/scope.js';

// The state of an entity is merged from all that the loaded articles report of it, the first
// article first: of what can have one value the first that is given stands (each article keeps its
// own), of what can have many the union.

/** The columns of what one article reports of an entity, and of a state. */
export const REPORTED = [
  'type',
  'name',
  'aliases',
  'description',
  'country',
  'same_as',
  'latitude',
  'longitude',
  'location_precision',
] as const;
const COLUMNS = raw(REPORTED.join(', '));

/** Reports as the merge takes them, ranked by article. */
export const reportsOfEntities = (where: Sql) =>
  sql`SELECT r.entity_id, r.article_id AS rank, ${COLUMNS} FROM entity_report r WHERE ${where}`;

/** The same of no more reports than a scope needs: of those in it that say the same, the first. */
export const firstReportsOfEntities = (scope: Scope, where: Sql) =>
  sql`SELECT r.entity_id, r.article_id AS rank, ${COLUMNS} FROM (
      SELECT DISTINCT ON (f.entity_id, f.content) f.entity_id, f.article_version_id
      FROM first_report f WHERE ${where} AND ${inScope(sql`f`, scope, sql`f.published`)}
      ORDER BY f.entity_id, f.content, f.article_id) f
    JOIN entity_report r USING (entity_id, article_version_id)`;

/** States as reports that come before all others. */
export const entityStatesAsReports = (where: Sql) =>
  sql`SELECT entity_id, 0 AS rank, ${COLUMNS} FROM entity_state WHERE ${where}`;

/** A query of one merged row for each entity in `reports`; its name is the first word, so no alias. */
export const mergeEntities = (reports: Sql) => sql`
  WITH report AS (${reports}), merged AS (
    SELECT first.*, words[1] AS name, words[2:] AS aliases, coalesce(urls, '{}') AS same_as
    FROM (
      SELECT entity_id,
        (array_agg(type ORDER BY rank))[1] AS type,
        (array_agg(description ORDER BY rank) FILTER (WHERE description IS NOT NULL))[1] AS description,
        (array_agg(country ORDER BY rank) FILTER (WHERE country IS NOT NULL))[1] AS country,
        (array_agg(latitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS latitude,
        (array_agg(longitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS longitude,
        (array_agg(location_precision ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1]
          AS location_precision
      FROM report GROUP BY entity_id
    ) first JOIN (
      SELECT entity_id, array_agg(word ORDER BY place) AS words
      FROM (SELECT r.entity_id, word, min(ARRAY[r.rank, nth]) AS place
        FROM report r, unnest(r.name || r.aliases) WITH ORDINALITY AS w(word, nth)
        GROUP BY r.entity_id, word) w GROUP BY entity_id
    ) w USING (entity_id) LEFT JOIN (
      SELECT entity_id, array_agg(url ORDER BY place) AS urls
      FROM (SELECT r.entity_id, url, min(ARRAY[r.rank, nth]) AS place
        FROM report r, unnest(r.same_as) WITH ORDINALITY AS u(url, nth)
        GROUP BY r.entity_id, url) u GROUP BY entity_id
    ) u USING (entity_id)
  )
  SELECT merged.*, array_to_string(name || aliases, E'\n') AS names,
    array_to_string(name || aliases || description, E'\n') AS search
  FROM merged`;

/**
 * A table expression of the states of entities within a scope. What was published by a day is not
 * stored for every day, so it is merged when it is asked for, entity by entity.
 */
export const entityStates = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? sql`(SELECT * FROM entity_state s WHERE ${inRelease(sql`s`, scope)})`
    : sql`(SELECT i.slug, i.id AS entity_id, type, name, aliases, description, country, same_as,
        latitude, longitude, location_precision, names, search,
        fold(names) AS names_folded, fold(search) AS search_folded
      FROM entity i CROSS JOIN LATERAL (${mergeEntities(
        firstReportsOfEntities(scope, sql`f.entity_id = i.id`),
      )}) m)`;

/**
 * The same of no more than `slug`, `name`, `type` and the `reference` that these make, which are
 * those of the first report: nothing need be merged. `sort` is the order that they are wanted in, if
 * any: an index has that of names.
 */
export function entityHeads(scope: Scope, sort?: string): Sql {
  if (scope.publishedBefore === undefined) return entityStates(scope);
  const isInScope = (report: Sql) => inScope(report, scope, sql`${report}.published`);
  return sort === 'name' || sort === '-name'
    ? sql`(SELECT i.slug, f.entity_id, f.name, r.type,
        entity_reference(i.slug, f.name, r.type) AS reference
      FROM first_report f JOIN entity i ON i.id = f.entity_id
      JOIN entity_report r USING (entity_id, article_version_id)
      WHERE ${isInScope(sql`f`)} AND NOT EXISTS (SELECT FROM first_report o
        WHERE o.entity_id = f.entity_id AND o.article_id < f.article_id AND ${isInScope(sql`o`)}))`
    : sql`(SELECT i.slug, i.id AS entity_id, first.name, first.type,
        entity_reference(i.slug, first.name, first.type) AS reference
      FROM entity i CROSS JOIN LATERAL (SELECT r.name, r.type
        FROM entity_report r WHERE r.entity_id = i.id AND ${rowInScope(sql`r`, scope)}
        ORDER BY r.article_id LIMIT 1) first)`;
}
