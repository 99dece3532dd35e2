import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { sql } from '../database/sql.js';
import { eventStatesAsReports, mergeEvents, reportsOfEvents } from '../events/states.js';
import { distinct, type Touched } from './touched.js';

/**
 * Writes the states of events that release `release` changes. A load that only adds merges its reports
 * into the state before it; where a version of an article was superseded, it is merged from all reports,
 * of which an event has few.
 */
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
