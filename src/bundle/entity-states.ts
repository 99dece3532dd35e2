import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { join, raw, type Sql, sql } from '../database/sql.js';
import { distinct, type Touched } from './touched.js';

// The state of an entity is merged from all that the loaded articles report of it, the first article
// first: of what can have one value the first that is given stands (each article keeps its own), of
// what can have many the union. By a day it is merged from what was published before: so a release has
// one for every day from which on something else was known, and the last of them is the whole.

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

/** The day after which a report is known: no day that anybody asks for, where it has no date. */
const sinceOf = (report: Sql) => sql`coalesce(${report}.published, '5874897-12-31')`;

/** What a state says, to compare it. */
const said = (state: Sql) =>
  sql`(${join(REPORTED.map((column) => sql`${state}.${raw(column)}`))})::text`;

/** A query of one merged row for each entity and day in `report`; its name is the first word, so no alias. */
const MERGED = sql`
  SELECT first.*, words[1] AS name, words[2:] AS aliases, coalesce(urls, '{}') AS same_as
  FROM (
    SELECT entity_id, since,
      (array_agg(type ORDER BY rank))[1] AS type,
      (array_agg(description ORDER BY rank) FILTER (WHERE description IS NOT NULL))[1] AS description,
      (array_agg(country ORDER BY rank) FILTER (WHERE country IS NOT NULL))[1] AS country,
      (array_agg(latitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS latitude,
      (array_agg(longitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS longitude,
      (array_agg(location_precision ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1]
        AS location_precision
    FROM report GROUP BY entity_id, since
  ) first JOIN (
    SELECT entity_id, since, array_agg(word ORDER BY place) AS words
    FROM (SELECT r.entity_id, r.since, word, min(ARRAY[r.rank, nth]) AS place
      FROM report r, unnest(r.name || r.aliases) WITH ORDINALITY AS w(word, nth)
      GROUP BY r.entity_id, r.since, word) w GROUP BY entity_id, since
  ) w USING (entity_id, since) LEFT JOIN (
    SELECT entity_id, since, array_agg(url ORDER BY place) AS urls
    FROM (SELECT r.entity_id, r.since, url, min(ARRAY[r.rank, nth]) AS place
      FROM report r, unnest(r.same_as) WITH ORDINALITY AS u(url, nth)
      GROUP BY r.entity_id, r.since, url) u GROUP BY entity_id, since
  ) u USING (entity_id, since)`;

/**
 * Writes the states of entities that release `release` changes, once its first reports are noted.
 */
export async function updateEntityStates(
  tx: Prisma.TransactionClient,
  release: number,
  touched: Touched,
): Promise<void> {
  const { replaced, all } = distinct(touched);
  await updateDays(tx, release, replaced);
  // Nearly everything reads the whole, so that stands by itself too.
  await tx.$executeRaw(sql`
    WITH whole AS MATERIALIZED (
      SELECT * FROM entity_day_state
      WHERE entity_id = ANY(${all}::int[]) AND until = 'infinity' AND superseded_in = ${NEVER}
    ), ended AS (
      UPDATE entity_state s SET superseded_in = ${release}
      WHERE s.superseded_in = ${NEVER} AND s.entity_id = ANY(${all}::int[])
        AND NOT EXISTS (SELECT FROM whole w
          WHERE w.entity_id = s.entity_id AND ${said(sql`w`)} = ${said(sql`s`)})
      RETURNING s.entity_id
    )
    INSERT INTO entity_state (entity_id, released_in, slug, ${COLUMNS}, names, search)
    SELECT entity_id, ${release}, slug, ${COLUMNS}, names, search FROM whole w
    WHERE w.entity_id IN (SELECT entity_id FROM ended) OR NOT EXISTS (
      SELECT FROM entity_state s WHERE s.entity_id = w.entity_id AND s.superseded_in = ${NEVER})`);
}

/**
 * The same of the states by day. What first reports do not say was said before, so those of the release
 * are merged into the states before it, and the cost does not grow with the number of articles; the
 * states of what was `replaced` are merged from all first reports that stand.
 */
async function updateDays(
  tx: Prisma.TransactionClient,
  release: number,
  replaced: readonly number[],
): Promise<void> {
  await tx.$executeRaw(sql`
    WITH first AS MATERIALIZED (
      SELECT f.* FROM article_version v
        JOIN entity_report r ON r.article_version_id = v.id
        JOIN first_report f USING (entity_id, article_version_id)
      WHERE v.released_in = ${release} AND r.entity_id <> ALL(${replaced}::int[])
      UNION ALL
      SELECT f.* FROM first_report f
      WHERE f.entity_id = ANY(${replaced}::int[]) AND f.superseded_in = ${NEVER}
    ), given AS MATERIALIZED (
      -- Of those that say the same, the first by a day will do: each until one before it is known.
      SELECT *, coalesce(min(since) OVER (PARTITION BY entity_id, content ORDER BY rank
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 'infinity') AS until
      FROM (
        -- OFFSET 0 has PostgreSQL look up each of these few, and not read all reports there are.
        SELECT f.content, ${sinceOf(sql`f`)} AS since, r.article_id AS rank, r.entity_id, ${COLUMNS}
        FROM first f CROSS JOIN LATERAL (SELECT * FROM entity_report r
          WHERE r.entity_id = f.entity_id AND r.article_version_id = f.article_version_id OFFSET 0) r) f
    ), standing AS MATERIALIZED (
      SELECT * FROM entity_day_state WHERE superseded_in = ${NEVER} AND entity_id IN (
        SELECT entity_id FROM given UNION SELECT unnest(${replaced}::int[]))
    ), known AS MATERIALIZED (
      SELECT entity_id, since, until, 0 AS rank, ${COLUMNS} FROM standing
      WHERE entity_id <> ALL(${replaced}::int[])
      UNION ALL SELECT entity_id, since, until, rank, ${COLUMNS} FROM given
    ), report AS MATERIALIZED (
      SELECT d.entity_id, d.since, k.rank, ${COLUMNS}
      FROM (SELECT DISTINCT entity_id, since FROM known) d
      JOIN known k ON k.entity_id = d.entity_id AND k.since <= d.since AND d.since < k.until
    ), merged AS (${MERGED}), changing AS (
      SELECT *, lag(${said(sql`m`)}) OVER days IS DISTINCT FROM ${said(sql`m`)} AS changes
      FROM merged m WINDOW days AS (PARTITION BY entity_id ORDER BY since)
    ), state AS MATERIALIZED (
      SELECT *, lead(since, 1, 'infinity') OVER (PARTITION BY entity_id ORDER BY since) AS until
      FROM changing WHERE changes
    ), same AS MATERIALIZED (
      SELECT entity_id, since FROM state n JOIN standing s USING (entity_id, since, until)
      WHERE ${said(sql`n`)} = ${said(sql`s`)}
    ), ended AS (
      UPDATE entity_day_state s SET superseded_in = ${release} FROM standing o
      WHERE s.superseded_in = ${NEVER} AND s.entity_id = o.entity_id AND s.until = o.until
        AND (o.entity_id, o.since) NOT IN (SELECT entity_id, since FROM same)
      RETURNING s.entity_id
    )
    INSERT INTO entity_day_state (entity_id, released_in, since, until, slug, ${COLUMNS}, names, search)
    SELECT n.entity_id, ${release}, n.since, n.until, e.slug, ${COLUMNS},
      array_to_string(n.name || n.aliases, E'\n'),
      array_to_string(n.name || n.aliases || n.description, E'\n')
    FROM state n JOIN entity e ON e.id = n.entity_id
    WHERE (n.entity_id, n.since) NOT IN (SELECT entity_id, since FROM same)
      -- What ends does so before another begins, since both may have one key.
      AND (SELECT count(*) FROM ended) >= 0`);
}
