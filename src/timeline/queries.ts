import type { Database } from '../database/database.js';
import { all, join, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { eventHeads, eventStates } from '../events/states.js';
import { parametersOf } from '../http/hints.js';
import { type Branch, listPage, type Page } from '../http/list.js';
import { byTime } from '../http/order.js';
import { resolveIds } from '../http/references.js';
import { timeJson } from '../http/shapes.js';
import { inScope, loadedBy, type Scope } from '../releases/scope.js';
import { totalOf, totalOfEvents } from '../releases/totals.js';
import { seekIn } from '../search/seek.js';
import {
  type Asked,
  FILTERS,
  ofEvent,
  ofStatement,
  only,
  REFERENCES,
  SOUGHT,
} from './conditions.js';
import type { TimelineQuery } from './schema.js';

/** Events and statements on one axis. */
export async function listTimeline(db: Database, query: TimelineQuery): Promise<Page> {
  const ids = await resolveIds(db, query, REFERENCES);
  const sought = query.q === undefined ? undefined : await seekIn(db, query.q, SOUGHT);
  return listPage(db, 'timeline', query, (scope) => ({
    // What is counted. Unless their time is asked for, events need not be put together with it.
    from: sql`(${bareRows(
      { query, ids, sought, scope },
      query.from || query.to ? undefined : eventHeads(scope),
    )}) t`,
    total: sql`(${totalOfEvents(scope)} + ${totalOf('statement', scope)})`,
    branches: branches({ query, ids, sought, scope }),
    key: sql`t.key`,
    sorts: { time: byTime(sql`t`, { axis: sql`statement` }) },
    item: sql`t.kind, concat_ws('.', t.slug, t.local_id) AS id, t.title, t.type, ${timeJson(sql`t`)} AS time,
      (t.earliest IS NOT NULL OR t.latest IS NOT NULL) AS dated,
      CASE t.kind WHEN 'event' THEN ${participants(scope)} ELSE ${agents(scope)} END AS entities`,
    // Each kind is filtered by itself, before the two come together.
    conditions: {},
    inside: {
      names: FILTERS.filter((name) => parametersOf(name).some((key) => key in query)),
      left: (kept) => bareRows(only(kept, { query, ids, sought, scope })),
    },
  }));
}

// Both kinds count their keys from 1, and a cursor has room for one integer: the keys of events
// are moved below zero, which also puts them before the statements of the same day.
const SHIFT = { event: -2147483648, statement: 0 };

const kindsOf = ({ query }: Asked) => [...new Set(query.kind ?? (['event', 'statement'] as const))];

const branches = (asked: Asked): Branch[] =>
  kindsOf(asked).flatMap((kind) =>
    FROM[kind](asked).map((from) => ({
      rows: sql`SELECT ${COLUMNS[kind]} ${from}`,
      key: sql`t.id`,
      shift: SHIFT[kind],
    })),
  );

/** The same without columns, which asks no more of them than the filters do. */
function bareRows(asked: Asked, states?: Sql): Sql {
  const all = kindsOf(asked).flatMap((kind) => FROM[kind](asked, states));
  return join(
    all.map((from) => sql`SELECT ${from}`),
    ' UNION ALL ',
  );
}

/** From where each kind comes: in a query, or in several of which none finds what another does. */
const FROM = {
  event: (asked: Asked, states = eventStates(asked.scope)) => [
    sql`FROM ${states} e
    WHERE ${all([loadedBy(sql`e.event_id`, 'event', asked.scope), ofEvent(asked)])}`,
  ],
  statement: (asked: Asked) =>
    ofStatement(asked).map(
      (condition) => sql`FROM statement s JOIN article_version v ON v.id = s.article_version_id
    WHERE ${condition}`,
    ),
};

const time = (table: Sql) => sql`${table}.edtf, ${table}.earliest, ${table}.latest,
  ${table}.precision, ${table}.time_text, ${table}.basis`;

const COLUMNS = {
  event: sql`${SHIFT.event}::int + e.event_id AS key, 'event' AS kind, e.event_id AS id, e.slug,
    NULL AS local_id, e.title, e.type::text AS type, ${time(sql`e`)}`,
  statement: sql`s.id AS key, 'statement' AS kind, s.id, v.slug, s.local_id,
    s.summary AS title, s.kind::text AS type, ${time(sql`s`)}`,
};

const participants = (scope: Scope) => sql`ARRAY(SELECT ${entityRef(sql`p.entity_id`, scope)}
  FROM event_report r
  JOIN article_version v ON v.id = r.article_version_id AND ${inScope(sql`v`, scope)}
  JOIN event_participant p ON p.report_id = r.id
  WHERE r.event_id = t.id GROUP BY p.entity_id ORDER BY min(ARRAY[r.id, p.position]))`;

const agents = (scope: Scope) => sql`ARRAY(SELECT ${entityRef(sql`a.agent_id`, scope)}
  FROM attribution a WHERE a.statement_id = t.id AND a.agent_id IS NOT NULL
  GROUP BY a.agent_id ORDER BY min(a.position))`;
