import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';

// The state of an entity or event is merged from all that the loaded articles report of it, the
// first article first: of what can have one value the first that is given stands (the articles
// keep their own), of what can have many the union. A load that only adds to what stood merges
// into the state before it, so its cost does not grow with the number of articles; only where a
// version was superseded are all reports read again.

/** Writes the states that release `number` changes. `replaced` lost a report, `touched` got one. */
export async function mergeEntityStates(
  tx: Prisma.TransactionClient,
  number: number,
  touched: readonly number[],
  replaced: readonly number[],
): Promise<void> {
  const gained = touched.filter((id) => !replaced.includes(id));
  await tx.$executeRaw`
    WITH report AS (
      SELECT s.entity_id, 0 AS rank, s.type, s.name, s.aliases, s.description, s.country,
        s.same_as, s.latitude, s.longitude, s.location_precision
      FROM entity_state s
      WHERE s.entity_id = ANY(${gained}::int[]) AND s.superseded_in = ${NEVER}
      UNION ALL
      SELECT r.entity_id, v.article_id, r.type, r.name, r.aliases, r.description, r.country,
        r.same_as, r.latitude, r.longitude, r.location_precision
      FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
      WHERE v.superseded_in = ${NEVER}
        AND (r.entity_id = ANY(${gained}::int[]) AND v.released_in = ${number}
          OR r.entity_id = ANY(${replaced}::int[]))
    ), first AS (
      SELECT entity_id,
        (array_agg(type ORDER BY rank))[1] AS type,
        (array_agg(name ORDER BY rank))[1] AS name,
        (array_agg(description ORDER BY rank) FILTER (WHERE description IS NOT NULL))[1] AS description,
        (array_agg(country ORDER BY rank) FILTER (WHERE country IS NOT NULL))[1] AS country,
        (array_agg(latitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS latitude,
        (array_agg(longitude ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1] AS longitude,
        (array_agg(location_precision ORDER BY rank) FILTER (WHERE latitude IS NOT NULL))[1]
          AS location_precision
      FROM report GROUP BY entity_id
    ), merged AS (
      SELECT first.*,
        ARRAY(SELECT word
          FROM report r, unnest(r.name || r.aliases) WITH ORDINALITY AS w(word, nth)
          WHERE r.entity_id = first.entity_id AND word <> first.name
          GROUP BY word ORDER BY min(r.rank), min(nth)) AS aliases,
        ARRAY(SELECT url
          FROM report r, unnest(r.same_as) WITH ORDINALITY AS u(url, nth)
          WHERE r.entity_id = first.entity_id
          GROUP BY url ORDER BY min(r.rank), min(nth)) AS same_as
      FROM first
    ), ended AS (
      UPDATE entity_state s SET superseded_in = ${number}
      WHERE s.superseded_in = ${NEVER} AND s.entity_id = ANY(${[...gained, ...replaced]}::int[])
        AND NOT EXISTS (SELECT FROM merged m WHERE m.entity_id = s.entity_id
          AND (m.type, m.name, m.aliases, m.description, m.country, m.same_as, m.latitude,
            m.longitude, m.location_precision)
          IS NOT DISTINCT FROM (s.type, s.name, s.aliases, s.description, s.country, s.same_as,
            s.latitude, s.longitude, s.location_precision))
      RETURNING s.entity_id
    )
    INSERT INTO entity_state (entity_id, released_in, slug, type, name, aliases, description,
      country, same_as, latitude, longitude, location_precision, names, search)
    SELECT m.entity_id, ${number}, e.slug, m.type, m.name, m.aliases, m.description, m.country,
      m.same_as, m.latitude, m.longitude, m.location_precision,
      array_to_string(m.name || m.aliases, E'\n'),
      array_to_string(m.name || m.aliases || m.description, E'\n')
    FROM merged m JOIN entity e ON e.id = m.entity_id
    WHERE m.entity_id IN (SELECT entity_id FROM ended) OR NOT EXISTS (
      SELECT FROM entity_state s WHERE s.entity_id = m.entity_id AND s.superseded_in = ${NEVER})`;
}

/** The same for events. Of times, the first that is known stands. */
export async function mergeEventStates(
  tx: Prisma.TransactionClient,
  number: number,
  touched: readonly number[],
  replaced: readonly number[],
): Promise<void> {
  const gained = touched.filter((id) => !replaced.includes(id));
  await tx.$executeRaw`
    WITH report AS (
      SELECT s.event_id, 0 AS rank, s.type, s.mode, s.modality, s.title, s.summary, s.edtf,
        s.earliest, s.latest, s.precision, s.time_text, s.basis
      FROM event_state s
      WHERE s.event_id = ANY(${gained}::int[]) AND s.superseded_in = ${NEVER}
      UNION ALL
      SELECT r.event_id, v.article_id, r.type, r.mode, r.modality, r.title, r.summary, r.edtf,
        r.earliest, r.latest, r.precision, r.time_text, r.basis
      FROM event_report r JOIN article_version v ON v.id = r.article_version_id
      WHERE v.superseded_in = ${NEVER}
        AND (r.event_id = ANY(${gained}::int[]) AND v.released_in = ${number}
          OR r.event_id = ANY(${replaced}::int[]))
    ), merged AS (
      SELECT DISTINCT ON (w.event_id) w.event_id, w.type, w.mode, w.modality, w.title,
        (SELECT r.summary FROM report r WHERE r.event_id = w.event_id AND r.summary IS NOT NULL
          ORDER BY r.rank LIMIT 1) AS summary,
        t.edtf, t.earliest, t.latest, t.precision, t.time_text, t.basis
      FROM report w
      CROSS JOIN LATERAL (SELECT * FROM report r WHERE r.event_id = w.event_id
        ORDER BY r.basis = 'unknown', r.rank LIMIT 1) t
      ORDER BY w.event_id, w.rank
    ), ended AS (
      UPDATE event_state s SET superseded_in = ${number}
      WHERE s.superseded_in = ${NEVER} AND s.event_id = ANY(${[...gained, ...replaced]}::int[])
        AND NOT EXISTS (SELECT FROM merged m WHERE m.event_id = s.event_id
          AND (m.type, m.mode, m.modality, m.title, m.summary, m.edtf, m.time_text, m.basis)
          IS NOT DISTINCT FROM (s.type, s.mode, s.modality, s.title, s.summary, s.edtf,
            s.time_text, s.basis))
      RETURNING s.event_id
    )
    INSERT INTO event_state (event_id, released_in, slug, type, mode, modality, title, summary,
      edtf, earliest, latest, precision, time_text, basis)
    SELECT m.event_id, ${number}, e.slug, m.type, m.mode, m.modality, m.title, m.summary, m.edtf,
      m.earliest, m.latest, m.precision, m.time_text, m.basis
    FROM merged m JOIN event e ON e.id = m.event_id
    WHERE m.event_id IN (SELECT event_id FROM ended) OR NOT EXISTS (
      SELECT FROM event_state s WHERE s.event_id = m.event_id AND s.superseded_in = ${NEVER})`;
}
