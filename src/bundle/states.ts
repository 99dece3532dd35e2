import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { type Sql, sql } from '../database/sql.js';
import { entityStatesAsReports, mergeEntities, reportsOfEntities } from '../entities/states.js';
import { eventStatesAsReports, mergeEvents, reportsOfEvents } from '../events/states.js';

// A load that only adds merges its reports into the state before it, so its cost does not grow
// with the number of articles; only where a version was superseded are all reports read again.

/** What a load touched: `gained` got reports, `replaced` lost some. */
interface Touched {
  release: number;
  gained: number[];
  replaced: number[];
}

const touched = (release: number, ids: readonly number[], replaced: number[]): Touched => ({
  release,
  gained: ids.filter((id) => !replaced.includes(id)),
  replaced,
});

/** The reports to merge: the state so far with what is new, or all that stand. */
const toMerge = (id: Sql, { release, gained, replaced }: Touched) => ({
  states: sql`${id} = ANY(${gained}::int[]) AND superseded_in = ${NEVER}`,
  reports: sql`v.superseded_in = ${NEVER} AND (r.${id} = ANY(${gained}::int[])
    AND v.released_in = ${release} OR r.${id} = ANY(${replaced}::int[]))`,
});

/** Writes the states of entities that release `release` changes. */
export async function updateEntityStates(
  tx: Prisma.TransactionClient,
  release: number,
  ids: readonly number[],
  replaced: number[],
): Promise<void> {
  const change = touched(release, ids, replaced);
  const { states, reports } = toMerge(sql`entity_id`, change);
  await tx.$executeRaw(sql`
    WITH merged AS (${mergeEntities(
      sql`${entityStatesAsReports(states)} UNION ALL ${reportsOfEntities(reports)}`,
    )}), ended AS (
      UPDATE entity_state s SET superseded_in = ${release}
      WHERE s.superseded_in = ${NEVER} AND s.entity_id = ANY(${[...change.gained, ...replaced]}::int[])
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
  ids: readonly number[],
  replaced: number[],
): Promise<void> {
  const change = touched(release, ids, replaced);
  const { states, reports } = toMerge(sql`event_id`, change);
  await tx.$executeRaw(sql`
    WITH merged AS (${mergeEvents(
      sql`${eventStatesAsReports(states)} UNION ALL ${reportsOfEvents(reports)}`,
    )}), ended AS (
      UPDATE event_state s SET superseded_in = ${release}
      WHERE s.superseded_in = ${NEVER} AND s.event_id = ANY(${[...change.gained, ...replaced]}::int[])
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
