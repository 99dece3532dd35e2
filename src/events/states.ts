import { type Sql, sql } from '../database/sql.js';
import { inRelease, rowInScope, type Scope } from '../releases/scope.js';

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

// What was published by a day is not stored for every day: it is put together when it is asked for,
// without merging, so that a list of events in one of their orders reads no more than its page.

/** Reports `r` of event `i` in versions `v` of the scope. */
const reports = (r: Sql, v: Sql, scope: Scope) =>
  sql`event_report ${r} ON ${r}.event_id = i.id
    JOIN article_version ${v} ON ${v}.id = ${r}.article_version_id AND ${rowInScope(r, scope)}`;

/** The condition that no other report `o` of the event, in version `ov` of the scope, goes before it. */
const isFirst = (goesBefore: Sql, scope: Scope) => sql`NOT EXISTS (
  SELECT FROM event_report o JOIN article_version ov ON ov.id = o.article_version_id
  WHERE o.event_id = i.id AND ${rowInScope(sql`o`, scope)} AND ${goesBefore})`;

/** Report `w` says what the event is and is called. */
const HEAD = sql`i.slug, i.id AS event_id, w.type, w.mode, w.modality, w.title,
  event_reference(i.slug, w.title, w.type) AS reference`;
const isHead = (scope: Scope) => isFirst(sql`ov.article_id < wv.article_id`, scope);

/** Report `t` says when: the first that knows, or if none does the first. */
const isTime = (scope: Scope) =>
  isFirst(sql`(o.basis = 'unknown', ov.article_id) < (t.basis = 'unknown', tv.article_id)`, scope);

/** A table expression of the states of events within a scope. */
export const eventStates = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? sql`(SELECT * FROM event_state s WHERE ${inRelease(sql`s`, scope)})`
    : sql`(SELECT ${HEAD}, (SELECT r.summary
          FROM event_report r JOIN article_version v ON v.id = r.article_version_id
          WHERE r.event_id = i.id AND ${rowInScope(sql`r`, scope)} AND r.summary IS NOT NULL
          ORDER BY v.article_id LIMIT 1) AS summary,
        t.edtf, t.earliest, t.latest, t.precision, t.time_text, t.basis,
        daterange(t.earliest, t.latest, '[]') AS period
      FROM event i JOIN ${reports(sql`w`, sql`wv`, scope)} JOIN ${reports(sql`t`, sql`tv`, scope)}
      WHERE ${isHead(scope)} AND ${isTime(scope)})`;

/** The same of no more than `slug`, `type`, `mode`, `modality`, `title` and the `reference`. */
export const eventHeads = (scope: Scope) =>
  scope.publishedBefore === undefined
    ? eventStates(scope)
    : sql`(SELECT ${HEAD} FROM event i CROSS JOIN LATERAL (SELECT r.type, r.mode, r.modality, r.title
        FROM event_report r JOIN article_version v ON v.id = r.article_version_id
        WHERE r.event_id = i.id AND ${rowInScope(sql`r`, scope)}
        ORDER BY v.article_id LIMIT 1) w)`;
