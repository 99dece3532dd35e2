import type { Database } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { eventRef } from '../events/queries.js';
import { isLocal, readItem } from '../http/item.js';
import { added, byTime, type List, listPage } from '../http/list.js';
import type { ItemQuery } from '../http/parameters.js';
import { invalidParameters } from '../http/problem.js';
import { keysOf, resolveIds, unknownId } from '../http/references.js';
import { matches } from '../http/search.js';
import { inPeriod, timeJson } from '../http/shapes.js';
import { inScope, type Scope } from '../releases/scope.js';
import type { StatementListQuery } from './schema.js';

const KEY = sql`s.id`;

/** A statement's chain as an array of JSON, origin first. */
export const attribution = (statementId: Sql, scope: Scope) =>
  sql`ARRAY(SELECT row_to_json(link) FROM (
    SELECT a.position, a.role, ${entityRef(sql`a.agent_id`, scope)} AS agent,
      a.agent_text AS "agentText", a.verb, a.certainty, a.span
    FROM attribution a WHERE a.statement_id = ${statementId} ORDER BY a.position) link)`;

/** The keys by which lists are filtered along the chain. */
export const CHAIN = { agent: 'entity', origin: 'entity', relay: 'entity' } as const;

/** What `agent`, `origin` and `relay` ask for of a statement's chain. */
export function chainConditions(
  statementId: Sql,
  { agent, origin, relay }: { [P in keyof typeof CHAIN]?: number[] },
) {
  const link = (agents: number[] | undefined, as: Sql) =>
    agents &&
    sql`EXISTS (SELECT FROM attribution a WHERE a.statement_id = ${statementId}
      AND a.agent_id = ANY(${agents}::int[]) AND ${as})`;
  return {
    agent: link(agent, sql`TRUE`),
    origin: link(origin, sql`a.position = 1`),
    relay: link(relay, sql`a.role = 'relay'`),
  };
}

const statements = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`statement s JOIN article_version v ON v.id = s.article_version_id`,
  within: inScope(sql`v`, scope),
  key: KEY,
  sorts: { added: added(KEY), time: byTime(sql`s`) },
  item: sql`v.slug || '.' || s.local_id AS id, v.slug AS article, s.kind, s.summary, s.certainty,
    s.polarity, s.hedges, ${timeJson(sql`s`)} AS time, ${attribution(KEY, scope)} AS attribution,
    (SELECT row_to_json(about) FROM (SELECT
      ARRAY(SELECT ${entityRef(sql`a.entity_id`, scope)} FROM statement_entity a
        WHERE a.statement_id = s.id ORDER BY a.position) AS entities,
      ARRAY(SELECT ${eventRef(sql`a.event_id`, scope)} FROM statement_event a
        WHERE a.statement_id = s.id ORDER BY a.position) AS events) about) AS about,
    ARRAY(SELECT v.slug || '.' || f.local_id FROM figure f WHERE f.statement_id = s.id
      ORDER BY f.id) AS figures,
    s.spans`,
});

export async function listStatements(db: Database, query: StatementListQuery): Promise<string> {
  const [ids, about] = await Promise.all([
    resolveIds(db, query, { ...CHAIN, article: 'article' }),
    query.about && resolveAbout(db, query.about),
  ]);
  return listPage(db, 'statements', query, (scope) => ({
    ...statements(scope),
    conditions: {
      kind: query.kind && sql`s.kind = ANY(${query.kind}::"StatementKind"[])`,
      ...chainConditions(KEY, ids),
      about:
        about &&
        sql`(EXISTS (SELECT FROM statement_entity a
            WHERE a.statement_id = s.id AND a.entity_id = ANY(${about.entities}::int[]))
          OR EXISTS (SELECT FROM statement_event a
            WHERE a.statement_id = s.id AND a.event_id = ANY(${about.events}::int[])))`,
      certainty: query.certainty && sql`s.certainty = ANY(${query.certainty}::"Certainty"[])`,
      article: ids.article && sql`v.article_id = ANY(${ids.article}::int[])`,
      time: inPeriod(sql`s`, query),
      q: query.q === undefined ? undefined : matches(query.q, sql`s.names`, sql`s.search`),
    },
  }));
}

/** A statement can be about entities and about events, so an id of `about` may be of either. */
async function resolveAbout(db: Database, slugs: string[]) {
  const [entities, events] = await Promise.all([
    keysOf(db, 'entity', slugs),
    keysOf(db, 'event', slugs),
  ]);
  const unknown = slugs.filter((slug) => !entities.has(slug) && !events.has(slug));
  if (unknown.length > 0) {
    const faults = unknown.map((slug) => unknownId(db, 'about', ['entity', 'event'], slug));
    throw invalidParameters(await Promise.all(faults));
  }
  return { entities: [...entities.values()], events: [...events.values()] };
}

export const getStatement = (db: Database, id: string, query: ItemQuery) =>
  readItem(db, { what: 'statement', id }, query, (scope) => ({
    ...statements(scope),
    is: isLocal(sql`v`, sql`s`, id),
  }));
