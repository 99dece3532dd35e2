import { type Sql, sql } from '../database/sql.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';

// The state of an event is merged from all that the loaded articles report of it: the first
// report stands, what it leaves open is filled by later ones. Of times, the first that is known.

const COLUMNS = sql`r.type, r.mode, r.modality, r.title, r.summary, r.edtf, r.earliest, r.latest,
  r.precision, r.time_text, r.basis`;

/** Reports as the merge takes them, ranked by article. */
export const reportsOfEvents = (where: Sql) =>
  sql`SELECT r.event_id, v.article_id AS rank, ${COLUMNS}
    FROM event_report r JOIN article_version v ON v.id = r.article_version_id WHERE ${where}`;

/** States as reports that come before all others. */
export const eventStatesAsReports = (where: Sql) =>
  sql`SELECT r.event_id, 0 AS rank, ${COLUMNS} FROM event_state r WHERE ${where}`;

/** A query of one merged row for each event in `reports`. */
export const mergeEvents = (reports: Sql) => sql`
  WITH report AS (${reports})
  SELECT w.event_id, w.type, w.mode, w.modality, w.title, s.summary,
    t.edtf, t.earliest, t.latest, t.precision, t.time_text, t.basis
  FROM (SELECT DISTINCT ON (event_id) * FROM report ORDER BY event_id, rank) w
  JOIN (SELECT DISTINCT ON (event_id) * FROM report
    ORDER BY event_id, basis = 'unknown', rank) t USING (event_id)
  LEFT JOIN (SELECT DISTINCT ON (event_id) event_id, summary FROM report
    WHERE summary IS NOT NULL ORDER BY event_id, rank) s USING (event_id)`;

/** A table expression of the states of events within a scope; see entityStates. */
export const eventStates = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? sql`(SELECT * FROM event_state s WHERE ${inRelease(sql`s`, scope)})`
    : sql`(SELECT i.slug, i.id AS event_id, m.type, m.mode, m.modality, m.title, m.summary, m.edtf,
        m.earliest, m.latest, m.precision, m.time_text, m.basis,
        daterange(m.earliest, m.latest, '[]') AS period,
        event_reference(i.slug, m.title, m.type) AS reference
      FROM event i CROSS JOIN LATERAL (${mergeEvents(
        reportsOfEvents(sql`r.event_id = i.id AND ${inScope(sql`v`, scope)}`),
      )}) m)`;
