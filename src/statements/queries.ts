import type { Database } from '../database/database.js';
import { all, isOneOf, join, read, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { eventRef } from '../events/queries.js';
import { isLocal, readItem } from '../http/item.js';
import { type List, listPage, type Page } from '../http/list.js';
import { added, byTime } from '../http/order.js';
import { invalidParameters } from '../http/problem.js';
import { keysOf, resolveIds, unknownId } from '../http/references.js';
import { inPeriod, timeJson } from '../http/shapes.js';
import {
  inScope,
  lastDayOf,
  lastKey,
  listedInScope,
  type Scope,
  type ScopeQuery,
} from '../releases/scope.js';
import { totalOf } from '../releases/totals.js';
import { matches, octavesOf } from '../search/matches.js';
import { seekIf } from '../search/seek.js';
import { attribution, chainConditions, resolveChain } from './chain.js';
import type { StatementListQuery } from './schema.js';

const KEY = sql`s.id`;

/** The ties of statement `s` of version `v`, those to it included, as an array of JSON. */
const links = (scope: Scope) =>
  sql`ARRAY(SELECT row_to_json(link) FROM (
      SELECT type, direction, statement FROM (${ties(scope)}) tie
      ORDER BY direction DESC, type, statement) link)`;

/** Every tie of statement `s` of version `v` whose other end is in the scope. */
const ties = (scope: Scope) => sql`
  SELECT l.type, 'to' AS direction, o.slug || '.' || t.local_id AS statement
  FROM statement_link l
  JOIN article_version o ON o.article_id = l.target_article AND ${inScope(sql`o`, scope)}
  JOIN statement t ON t.article_version_id = o.id AND t.local_id = l.target_local_id
  WHERE l.statement_id = s.id
  UNION ALL
  SELECT l.type, 'from', o.slug || '.' || t.local_id
  FROM statement_link l
  JOIN statement t ON t.id = l.statement_id
  JOIN article_version o ON o.id = t.article_version_id AND ${inScope(sql`o`, scope)}
  WHERE l.target_article = v.article_id AND l.target_local_id = s.local_id`;

export const statements = (scope: Scope): Omit<List, 'conditions'> => ({
  from: sql`statement s JOIN article_version v ON v.id = s.article_version_id`,
  within: listedInScope(sql`s`, sql`v`, scope),
  total: totalOf('statement', scope),
  key: KEY,
  sorts: {
    added: added(KEY, lastKey('statement', scope)),
    time: byTime(sql`s`, { last: lastDayOf('statement', scope), axis: sql`statement` }),
  },
  item: sql`v.slug || '.' || s.local_id AS id, v.slug AS article, s.kind, s.summary, s.certainty,
    s.polarity, s.hedges, ${timeJson(sql`s`)} AS time, ${attribution(KEY, scope)} AS attribution,
    (SELECT row_to_json(about) FROM (SELECT
      ARRAY(SELECT ${entityRef(sql`a.entity_id`, scope)} FROM statement_entity a
        WHERE a.statement_id = s.id ORDER BY a.position) AS entities,
      ARRAY(SELECT ${eventRef(sql`a.event_id`, scope)} FROM statement_event a
        WHERE a.statement_id = s.id ORDER BY a.position) AS events) about) AS about,
    ARRAY(SELECT v.slug || '.' || f.local_id FROM figure f WHERE f.statement_id = s.id
      ORDER BY f.id) AS figures,
    ${links(scope)} AS links, s.spans`,
});

export async function listStatements(db: Database, query: StatementListQuery): Promise<Page> {
  const [ids, chain, about, linked, sought] = await Promise.all([
    resolveIds(db, query, { article: 'article' }),
    resolveChain(db, query),
    query.about && resolveAbout(db, query.about),
    query.linked && resolveStatements(db, query.linked),
    seekIf(db, query.q, 'statement'),
  ]);
  return listPage(db, 'statements', query, (scope) => ({
    ...statements(scope),
    conditions: {
      kind: query.kind && sql`s.kind = ANY(${query.kind}::"StatementKind"[])`,
      ...chainConditions(KEY, chain),
      about: about && isAbout(about),
      certainty: query.certainty && sql`s.certainty = ANY(${query.certainty}::"Certainty"[])`,
      ...tied(query, linked, scope),
      article: ids.article && isOneOf(sql`v.article_id`, ids.article),
      time: inPeriod(sql`s`, query),
      q: sought && matches(sought, sql`s`, sql`statement`),
    },
    octaves: sought && octavesOf(sought, sql`s`, sql`statement`, lastKey('statement', scope)),
  }));
}

/** Asked for by one subquery: of two joined by OR PostgreSQL would try each for every statement. */
function isAbout({ entities, events }: Awaited<ReturnType<typeof resolveAbout>>): Sql {
  const named = [
    entities.length > 0 &&
      sql`SELECT statement_id FROM statement_entity WHERE ${isOneOf(sql`entity_id`, entities)}`,
    events.length > 0 &&
      sql`SELECT statement_id FROM statement_event WHERE ${isOneOf(sql`event_id`, events)}`,
  ].filter((query) => query !== false);
  return sql`s.id IN (${join(named, ' UNION ALL ')})`;
}

/** With a type, a tie of that type; with a statement too, that tie to it. */
function tied({ linked, link }: StatementListQuery, to: Ends | undefined, scope: Scope) {
  if (linked === undefined && link === undefined) return {};
  const other = linked ? sql`statement = ANY(${linked}::text[])` : sql`TRUE`;
  const as = link ? sql`type = ANY(${link}::"LinkType"[])` : sql`TRUE`;
  const isTied = sql`EXISTS (SELECT FROM (${ties(scope)}) tie WHERE ${other} AND ${as})`;
  return { [linked ? 'linked' : 'link']: all([to && isNear(to), isTied]) };
}

/** Statements by what a tie names: its own by their keys, others by article and id. */
interface Ends {
  keys: number[];
  articles: number[];
  localIds: string[];
}

/** The condition that there is a tie between the statement and one of these in any release: an index has those. */
const isNear = ({ keys, articles, localIds }: Ends) => sql`s.id = ANY(ARRAY(
  SELECT l.statement_id FROM unnest(${articles}::int[], ${localIds}::text[]) e(article, local_id)
    JOIN statement_link l ON l.target_article = e.article AND l.target_local_id = e.local_id
  UNION ALL
  SELECT t.id FROM statement_link l JOIN article_version o ON o.article_id = l.target_article
    JOIN statement t ON t.article_version_id = o.id AND t.local_id = l.target_local_id
  WHERE l.statement_id = ANY(${keys}::int[])))`;

/** Refuses ids of statements that do not exist. Of one that does, each version of its article has a row. */
async function resolveStatements(db: Database, asked: string[]): Promise<Ends> {
  const rows = await read<{ id: string; key: number; article: number; localId: string }>(
    db,
    sql`SELECT v.slug || '.' || s.local_id AS id, s.id AS key, v.article_id AS article,
        s.local_id AS "localId"
      FROM unnest(${asked}::text[]) asked
      JOIN article_version v ON v.slug = split_part(asked, '.', 1)
      JOIN statement s ON s.article_version_id = v.id AND s.local_id = split_part(asked, '.', 2)`,
  );
  const known = new Set(rows.map(({ id }) => id));
  const faults = asked
    .filter((id) => !known.has(id))
    .map((id) => ({
      parameter: 'linked',
      message: `"${id}" is no id of a statement; /v1/statements lists them`,
    }));
  if (faults.length > 0) throw invalidParameters(faults);
  return {
    keys: rows.map(({ key }) => key),
    articles: rows.map(({ article }) => article),
    localIds: rows.map(({ localId }) => localId),
  };
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

export const getStatement = (db: Database, id: string, query: ScopeQuery) =>
  readItem(db, { what: 'statement', id }, query, (scope) => ({
    ...statements(scope),
    is: isLocal(sql`v`, sql`s`, id),
  }));
