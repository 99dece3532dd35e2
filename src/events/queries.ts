import type { Database } from '../database/database.js';
import { isOneOf, type Sql, sql } from '../database/sql.js';
import { entityRef, placeRef } from '../entities/queries.js';
import type { Format } from '../formats/formats.js';
import { readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byText, byTime } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { inPeriod, timeJson } from '../http/shapes.js';
import { inScope, loadedBy, type Scope, type ScopeQuery } from '../releases/scope.js';
import { totalOfEvents } from '../releases/totals.js';
import { matches } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import type { EventListQuery } from './schema.js';
import { eventHeads, eventStates } from './states.js';

/** An EventRef as JSON; null if `id` is. */
export const eventRef = (id: Sql, scope: Scope) =>
  sql`(SELECT named.reference FROM ${eventHeads(scope)} named WHERE named.event_id = ${id})`;

const KEY = sql`e.event_id`;
const SLUG = sql`e.slug COLLATE "C"`;

/** Reports of the event in the articles of the scope. */
const reports = (scope: Scope) =>
  sql`event_report r JOIN article_version v ON v.id = r.article_version_id
    AND ${inScope(sql`v`, scope)}`;

export const events = (scope: Scope, format: Format = 'json'): Omit<List, 'conditions'> => ({
  from: sql`${eventStates(scope)} e`,
  within: loadedBy(KEY, 'event', scope),
  total: totalOfEvents(scope),
  key: KEY,
  sorts: {
    added: added(KEY),
    time: byTime(sql`e`, {
      axis: scope.publishedBefore === undefined ? sql`event_state` : sql`event_report`,
    }),
    title: byText(sql`e.title`),
    id: { ascending: SLUG, descending: SLUG, type: 'text' },
  },
  item: sql`e.slug AS id, e.type, e.mode, e.title, e.summary, e.modality,
    ${timeJson(sql`e`)} AS time,
    ARRAY(SELECT ${placeRef(sql`p.entity_id`, scope, format)}
      FROM ${reports(scope)} JOIN event_place p ON p.report_id = r.id
      WHERE r.event_id = e.event_id
      GROUP BY p.entity_id ORDER BY min(ARRAY[r.id, p.position])) AS places,
    ARRAY(SELECT (SELECT row_to_json(participant) FROM (
        SELECT ${entityRef(sql`p.entity_id`, scope)} AS entity, p.role) participant)
      FROM ${reports(scope)} JOIN event_participant p ON p.report_id = r.id
      WHERE r.event_id = e.event_id
      GROUP BY p.entity_id, p.role ORDER BY min(ARRAY[r.id, p.position])) AS participants,
    ARRAY(SELECT v.slug || '.' || s.local_id
      FROM statement_event a JOIN statement s ON s.id = a.statement_id
      JOIN article_version v ON v.id = s.article_version_id AND ${inScope(sql`v`, scope)}
      WHERE a.event_id = e.event_id ORDER BY s.id) AS statements,
    ARRAY(SELECT span
      FROM ${reports(scope)}, json_array_elements(r.spans) WITH ORDINALITY AS s(span, nth)
      WHERE r.event_id = e.event_id ORDER BY r.id, nth) AS spans`,
});

export async function listEvents(
  db: Database,
  query: EventListQuery,
  format: Format,
): Promise<Page> {
  const ids = await resolveIds(db, query, {
    participant: 'entity',
    place: 'entity',
    article: 'article',
  });
  const sought = await seekIf(db, query.q, 'event_report');
  return listPage(
    db,
    'events',
    query,
    (scope) => {
      const reported = (condition: Sql) =>
        sql`EXISTS (SELECT FROM ${reports(scope)} WHERE r.event_id = e.event_id AND ${condition})`;
      return {
        ...events(scope, format),
        // Unless their time is asked for, which then an index has, it takes no part in a count.
        ...(!query.from && !query.to && { counted: sql`${eventHeads(scope)} e` }),
        conditions: {
          type: query.type && sql`e.type = ANY(${query.type}::"EventType"[])`,
          modality: query.modality && sql`e.modality = ANY(${query.modality}::"Modality"[])`,
          ...participation(ids.participant, query.role, reported),
          place:
            ids.place &&
            reported(sql`EXISTS (SELECT FROM event_place p
            WHERE p.report_id = r.id AND ${isOneOf(sql`p.entity_id`, ids.place)})`),
          article: ids.article && reported(isOneOf(sql`v.article_id`, ids.article)),
          time: inPeriod(sql`e`, query),
          q: sought && reported(matches(sought, sql`r`, sql`event_report`)),
        },
      };
    },
    format,
  );
}

/** With a role, somebody in that role; with a participant too, that one in that role. */
function participation(
  entities: number[] | undefined,
  roles: string[] | undefined,
  reported: (condition: Sql) => Sql,
) {
  if (entities === undefined && roles === undefined) return {};
  const who = entities ? isOneOf(sql`p.entity_id`, entities) : sql`TRUE`;
  const as = roles ? sql`p.role = ANY(${roles}::"ParticipantRole"[])` : sql`TRUE`;
  return {
    [entities ? 'participant' : 'role']: reported(
      sql`EXISTS (SELECT FROM event_participant p WHERE p.report_id = r.id AND ${who} AND ${as})`,
    ),
  };
}

export const getEvent = (db: Database, id: string, query: ScopeQuery, format: Format) =>
  readItem(db, { what: 'event', id, identity: 'event' }, query, (scope) => ({
    ...events(scope, format),
    is: sql`e.slug = ${id}`,
  }));
