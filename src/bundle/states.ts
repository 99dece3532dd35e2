import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { raw, sql } from '../database/sql.js';
import {
  entityStatesAsReports,
  firstReportsOfEntities,
  mergeEntities,
  reportsOfEntities,
} from '../entities/states.js';
import { eventStatesAsReports, mergeEvents, reportsOfEvents } from '../events/states.js';
import { countsNow } from '../sources/counts.js';
import { linksOf } from './counts.js';

// A load that only adds merges its reports into the state before it, so its cost does not grow with
// the number of articles. Where a version of an article was superseded, the state of an entity is
// merged from its first reports, and that of an event, of which there are few, from all.

/** What a load touched: `gained` got reports, `replaced` lost some or got some that are not last. */
interface Touched {
  gained: readonly number[];
  replaced: readonly number[];
}

/** Everything once: what was replaced is made anew, so nothing need be added to it. */
function distinct(touched: Touched): { gained: number[]; replaced: number[]; all: number[] } {
  const replaced = new Set(touched.replaced);
  const all = new Set([...touched.gained, ...replaced]);
  return {
    gained: [...all].filter((id) => !replaced.has(id)),
    replaced: [...replaced],
    all: [...all],
  };
}

/** Writes the states of entities that release `release` changes. */
export async function updateEntityStates(
  tx: Prisma.TransactionClient,
  release: number,
  touched: Touched,
): Promise<void> {
  const { gained, replaced, all } = distinct(touched);
  // What was gained stands in the release: to look for it by entity would read all reports of each.
  await tx.$executeRaw(sql`
    WITH merged AS (${mergeEntities(sql`
      ${entityStatesAsReports(sql`entity_id = ANY(${gained}::int[]) AND superseded_in = ${NEVER}`)}
      UNION ALL ${reportsOfEntities(sql`r.article_version_id IN (
          SELECT id FROM article_version WHERE released_in = ${release})
        AND r.entity_id <> ALL(${replaced}::int[])`)}
      UNION ALL ${firstReportsOfEntities({ release }, sql`f.entity_id = ANY(${replaced}::int[])`)}
      `)}), ended AS (
      UPDATE entity_state s SET superseded_in = ${release}
      WHERE s.superseded_in = ${NEVER} AND s.entity_id = ANY(${all}::int[])
        AND NOT EXISTS (SELECT FROM merged m WHERE m.entity_id = s.entity_id
          AND (m.type, m.name, m.aliases, m.description, m.country, m.same_as, m.latitude,
            m.longitude, m.location_precision)
          IS NOT DISTINCT FROM (s.type, s.name, s.aliases, s.description, s.country, s.same_as,
            s.latitude, s.longitude, s.location_precision))
      RETURNING s.entity_id
    )
    INSERT INTO entity_state (entity_id, released_in, slug, type, name, aliases, description,
      country, same_as, latitude, longitude, location_precision, names, search)
    SELECT m.entity_id, ${release}, e.slug, m.type, m.name, m.aliases, m.description, m.country,
      m.same_as, m.latitude, m.longitude, m.location_precision, m.names, m.search
    FROM merged m JOIN entity e ON e.id = m.entity_id
    WHERE m.entity_id IN (SELECT entity_id FROM ended) OR NOT EXISTS (
      SELECT FROM entity_state s WHERE s.entity_id = m.entity_id AND s.superseded_in = ${NEVER})`);
}

/** Writes the states of events that release `release` changes. */
export async function updateEventStates(
  tx: Prisma.TransactionClient,
  release: number,
  touched: Touched,
): Promise<void> {
  const { gained, replaced, all } = distinct(touched);
  await tx.$executeRaw(sql`
    WITH merged AS (${mergeEvents(sql`
      ${eventStatesAsReports(sql`event_id = ANY(${gained}::int[]) AND superseded_in = ${NEVER}`)}
      UNION ALL ${reportsOfEvents(sql`v.released_in = ${release}
        AND r.event_id = ANY(${gained}::int[])`)}
      UNION ALL ${reportsOfEvents(sql`v.superseded_in = ${NEVER}
        AND r.event_id = ANY(${replaced}::int[])`)}`)}), ended AS (
      UPDATE event_state s SET superseded_in = ${release}
      WHERE s.superseded_in = ${NEVER} AND s.event_id = ANY(${all}::int[])
        AND NOT EXISTS (SELECT FROM merged m WHERE m.event_id = s.event_id
          AND (m.type, m.mode, m.modality, m.title, m.summary, m.edtf, m.time_text, m.basis)
          IS NOT DISTINCT FROM (s.type, s.mode, s.modality, s.title, s.summary, s.edtf,
            s.time_text, s.basis))
      RETURNING s.event_id
    )
    INSERT INTO event_state (event_id, released_in, slug, type, mode, modality, title, summary,
      edtf, earliest, latest, precision, time_text, basis)
    SELECT m.event_id, ${release}, e.slug, m.type, m.mode, m.modality, m.title, m.summary, m.edtf,
      m.earliest, m.latest, m.precision, m.time_text, m.basis
    FROM merged m JOIN event e ON e.id = m.event_id
    WHERE m.event_id IN (SELECT event_id FROM ended) OR NOT EXISTS (
      SELECT FROM event_state s WHERE s.event_id = m.event_id AND s.superseded_in = ${NEVER})`);
}

/**
 * Writes the states of sources that release `release` changes, once all that they are made of is
 * written: of who stands in a chain that it brings or ends, and beside whom it names otherwise.
 */
export async function updateSourceStates(
  tx: Prisma.TransactionClient,
  release: number,
): Promise<void> {
  const served = ['originates', 'relays', 'publishes', 'receives_from', 'passes_to'];
  const texts = (state: string) =>
    raw(['roles', ...served].map((column) => `${state}.${column}::text`).join(', '));
  await tx.$executeRaw(sql`
    WITH version AS MATERIALIZED (
      SELECT id, 1 AS sign FROM article_version
      WHERE released_in = ${release} OR superseded_in = ${release}
    ), renamed AS (
      SELECT DISTINCT n.entity_id
      FROM version v JOIN entity_report r ON r.article_version_id = v.id
      JOIN entity_state o ON o.entity_id = r.entity_id AND o.superseded_in = ${release}
      JOIN entity_state n ON n.entity_id = r.entity_id AND n.superseded_in = ${NEVER}
      WHERE (o.name, o.type) <> (n.name, n.type)
    ), touched AS MATERIALIZED (
      SELECT a.agent_id FROM ${linksOf(sql`version`)} WHERE a.agent_id IS NOT NULL
      UNION SELECT n.beside_id FROM renamed r JOIN source_neighbour n ON n.agent_id = r.entity_id
      WHERE n.superseded_in = ${NEVER} AND n.beside_id IS NOT NULL
    ), now AS MATERIALIZED (
      SELECT touched.agent_id, c.* FROM touched
      CROSS JOIN LATERAL (${countsNow(sql`touched.agent_id`, { release })}) c WHERE c.roles <> '{}'
    ), ended AS (
      UPDATE source_state s SET superseded_in = ${release} FROM touched
      WHERE s.superseded_in = ${NEVER} AND s.agent_id = touched.agent_id
        AND NOT EXISTS (SELECT FROM now n
          WHERE n.agent_id = s.agent_id AND (${texts('n')}) = (${texts('s')}))
      RETURNING s.agent_id
    )
    INSERT INTO source_state (agent_id, released_in, roles, ${raw(served.join(', '))})
    SELECT n.agent_id, ${release}, n.roles, ${raw(served.map((column) => `n.${column}`).join(', '))}
    FROM now n
    WHERE n.agent_id IN (SELECT agent_id FROM ended) OR NOT EXISTS (
      SELECT FROM source_state s WHERE s.agent_id = n.agent_id AND s.superseded_in = ${NEVER})`);
}
