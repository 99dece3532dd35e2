import { all, empty, isOneOf, type Sql, sql } from '../database/sql.js';
import { eventHeads } from '../events/states.js';
import { parametersOf } from '../http/hints.js';
import { inPeriod } from '../http/shapes.js';
import { inScope, listedInScope, type Scope } from '../releases/scope.js';
import type { Sought } from '../search/conditions.js';
import { matches } from '../search/matches.js';
import type { TimelineQuery } from './schema.js';

// What the filters ask of an event and of a statement. Where one has not what is asked for, what
// the statement is about decides, so that a timeline holds events together with what is said of
// them.

export const REFERENCES = {
  participant: 'entity',
  place: 'entity',
  agent: 'entity',
  article: 'article',
} as const;

/** A query with the keys of the ids that it names. */
export interface Asked {
  query: Pick<TimelineQuery, 'match' | 'kind' | 'type' | 'modality' | 'role' | 'from' | 'to'>;
  ids: { [P in keyof typeof REFERENCES]?: number[] };
  sought: Record<(typeof SOUGHT)[number], Sought> | undefined;
  scope: Scope;
}

/** Where what `q` asks for is sought. */
export const SOUGHT = ['event_report', 'statement'] as const;

export const FILTERS = [
  'kind',
  'type',
  'modality',
  'participant',
  'role',
  'place',
  'agent',
  'article',
  'time',
  'q',
] as const;

/** The same with only these of the filters. */
export function only(filters: readonly string[], { query, ids, sought, scope }: Asked): Asked {
  const kept = new Set(['match', ...filters.flatMap(parametersOf)]);
  const some = <Given extends object>(given: Given) =>
    Object.fromEntries(Object.entries(given).filter(([key]) => kept.has(key))) as Given;
  return {
    query: some(query),
    ids: some(ids),
    sought: kept.has('q') ? sought : undefined,
    scope,
  };
}

const VERSION = sql`v`;
const EVENT = sql`e.event_id`;

/** What is asked of event `e`. */
export function ofEvent(asked: Asked): Sql {
  const { query, ids, sought, scope } = asked;
  return all([
    ...ofWhatHappened(asked, EVENT),
    ids.agent &&
      sql`EXISTS (SELECT FROM statement_event a JOIN statement s ON s.id = a.statement_id
        JOIN article_version v ON v.id = s.article_version_id AND ${inScope(VERSION, scope)}
        WHERE a.event_id = ${EVENT} AND ${isSaidBy(ids.agent)})`,
    ids.article && isReported(scope, EVENT, isOneOf(sql`v.article_id`, ids.article)),
    inPeriod(sql`e`, query),
    sought && isReported(scope, EVENT, matches(sought.event_report, sql`r`, sql`event_report`)),
  ]);
}

/**
 * What is asked of statement `s` in version `v` of an article: a condition for each way of meeting
 * it, of which no statement goes two. Of each alone PostgreSQL can tell whether there are many, to
 * be met in the order of time, or few, to be looked up.
 */
export function ofStatement(asked: Asked): Sql[] {
  const { query, ids, sought, scope } = asked;
  return waysOfAbout(asked).map((about) =>
    all([
      listedInScope(sql`s`, VERSION, scope),
      about,
      ids.agent && isSaidBy(ids.agent),
      ids.article && isOneOf(sql`v.article_id`, ids.article),
      inPeriod(sql`s`, query),
      sought && matches(sought.statement, sql`s`, sql`statement`),
    ]),
  );
}

/** The filters that only an event can meet. `event` is its key; its state is `e`. */
function ofWhatHappened({ query, ids, scope }: Asked, event: Sql): Sql[] {
  const part = all([
    ids.participant && isOneOf(sql`p.entity_id`, ids.participant),
    query.role && sql`p.role = ANY(${query.role}::"ParticipantRole"[])`,
  ]);
  return [
    query.type && sql`e.type = ANY(${query.type}::"EventType"[])`,
    query.modality && sql`e.modality = ANY(${query.modality}::"Modality"[])`,
    (ids.participant || query.role) &&
      isReported(
        scope,
        event,
        sql`EXISTS (SELECT FROM event_participant p WHERE p.report_id = r.id AND ${part})`,
      ),
    ids.place &&
      isReported(
        scope,
        event,
        sql`EXISTS (SELECT FROM event_place p
          WHERE p.report_id = r.id AND ${isOneOf(sql`p.entity_id`, ids.place)})`,
      ),
  ].filter((condition) => condition !== undefined);
}

/** A statement about an event that all these filters keep; or else about the entities that they name. */
function waysOfAbout(asked: Asked): (Sql | undefined)[] {
  const { query, ids, scope } = asked;
  const filters = ofWhatHappened(asked, sql`a.event_id`);
  if (filters.length === 0) return [undefined];
  const state =
    query.type || query.modality
      ? sql`JOIN ${eventHeads(scope)} e ON e.event_id = a.event_id`
      : empty;
  const event = sql`EXISTS (SELECT FROM statement_event a ${state}
    WHERE a.statement_id = s.id AND ${all(filters)})`;
  if (query.type || query.modality || query.role) return [event];
  const entities = [ids.participant, ids.place].map(
    (named) =>
      named &&
      sql`EXISTS (SELECT FROM statement_entity n
        WHERE n.statement_id = s.id AND ${isOneOf(sql`n.entity_id`, named)})`,
  );
  return [event, all([...entities, sql`NOT ${event}`])];
}

const isReported = (scope: Scope, event: Sql, condition: Sql) =>
  sql`EXISTS (SELECT FROM event_report r
    JOIN article_version v ON v.id = r.article_version_id AND ${inScope(VERSION, scope)}
    WHERE r.event_id = ${event} AND ${condition})`;

const isSaidBy = (agents: number[]) =>
  sql`EXISTS (SELECT FROM attribution c
    WHERE c.statement_id = s.id AND ${isOneOf(sql`c.agent_id`, agents)})`;
