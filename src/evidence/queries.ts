import { articles } from '../articles/queries.js';
import type { Database } from '../database/database.js';
import { all, read, type Sql, sql } from '../database/sql.js';
import { entities } from '../entities/queries.js';
import { events } from '../events/queries.js';
import { figures } from '../figures/queries.js';
import { isId } from '../http/item.js';
import type { List } from '../http/list.js';
import type { ItemQuery } from '../http/parameters.js';
import { notFound } from '../http/problem.js';
import { inScope, type Scope, scopeOf } from '../releases/scope.js';
import { statements } from '../statements/queries.js';
import { cite } from './citation.js';

export type EvidenceKind = 'article' | 'statement' | 'figure';

/** Which statements `s` and figures `f` of an article are the evidence of something in it. */
const WANTED: Record<EvidenceKind, (local: string) => { statement: Sql; figure: Sql }> = {
  article: () => ({ statement: sql`TRUE`, figure: sql`TRUE` }),
  statement: (local) => ({
    statement: sql`s.local_id = ${local}`,
    figure: sql`s.local_id = ${local}`,
  }),
  figure: (local) => ({
    statement: sql`EXISTS (SELECT FROM figure given
      WHERE given.statement_id = s.id AND given.local_id = ${local})`,
    figure: sql`f.local_id = ${local}`,
  }),
};

/** All that it takes to check an article, statement or figure, as JSON text. */
export async function getEvidence(
  db: Database,
  kind: EvidenceKind,
  id: string,
  query: ItemQuery,
): Promise<string> {
  const [article = '', local = ''] = id.split('.');
  const scope = await scopeOf(db, query);
  const version = isId(id) ? await findVersion(db, scope, article) : undefined;
  if (version === undefined || (kind === 'article') !== (local === '')) throw notFound(kind, id);
  const [row] = await read<{ evidence: Evidence }>(
    db,
    sql`SELECT row_to_json(e) AS evidence FROM (${parts(scope, version.id, WANTED[kind](local))}) e`,
  );
  if (row === undefined || isEmpty(kind, row.evidence)) throw notFound(kind, id);
  const { digest } = version;
  const { release } = scope;
  const citation = cite(kind, row.evidence, { release, digest });
  return JSON.stringify({ of: id, citation, release, digest, ...row.evidence });
}

const isEmpty = (kind: EvidenceKind, { statements, figures }: Evidence) =>
  (kind === 'statement' && statements.length === 0) || (kind === 'figure' && figures.length === 0);

async function findVersion(db: Database, scope: Scope, article: string) {
  const [version] = await read<{ id: number; digest: string }>(
    db,
    sql`SELECT v.id, v.digest FROM article_version v
      WHERE v.slug = ${article} AND ${inScope(sql`v`, scope)}`,
  );
  return version;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON as PostgreSQL built it, held against its schema in the tests.
type Json = any;
export interface Evidence {
  article: Json;
  statements: Json[];
  figures: Json[];
  entities: Json[];
  events: Json[];
}

function parts(
  scope: Scope,
  version: number,
  { statement, figure }: { statement: Sql; figure: Sql },
) {
  const said = sql`SELECT s.id FROM statement s
    WHERE s.article_version_id = ${version}::int AND ${statement}`;
  const counted = sql`SELECT f.id FROM figure f JOIN statement s ON s.id = f.statement_id
    WHERE f.article_version_id = ${version}::int AND ${figure}`;
  const named = sql`
    SELECT v.publisher_id FROM article_version v WHERE v.id = ${version}::int UNION
    SELECT a.agent_id FROM attribution a WHERE a.statement_id IN (${said}) UNION
    SELECT a.entity_id FROM statement_entity a WHERE a.statement_id IN (${said}) UNION
    SELECT f.population_id FROM figure f WHERE f.id IN (${counted}) UNION
    SELECT f.place_id FROM figure f WHERE f.id IN (${counted})`;
  const happened = sql`
    SELECT a.event_id FROM statement_event a WHERE a.statement_id IN (${said}) UNION
    SELECT f.event_id FROM figure f WHERE f.id IN (${counted})`;
  return sql`SELECT
    (SELECT row_to_json(item) FROM (SELECT ${articles(scope).item}) item) AS article,
    -- Arrays, since they are few: PostgreSQL expects many of what a subquery gives, and reads them all.
    ${items(statements(scope), sql`s.id = ANY(ARRAY(${said}))`)} AS statements,
    ${items(figures(scope), sql`f.id = ANY(ARRAY(${counted}))`)} AS figures,
    ${items(entities(scope), sql`e.entity_id = ANY(ARRAY(${named}))`)} AS entities,
    ${items(events(scope), sql`e.event_id = ANY(ARRAY(${happened}))`)} AS events
    FROM article_version v WHERE v.id = ${version}::int`;
}

/** The items of a list that are wanted, in the order in which they were added. */
const items = ({ from, within, item, key }: Omit<List, 'conditions'>, wanted: Sql) =>
  sql`ARRAY(SELECT (SELECT row_to_json(item) FROM (SELECT ${item}) item)
    FROM ${from} WHERE ${all([within, wanted])} ORDER BY ${key})`;

/** The bundle of an article as it was loaded, as JSON text. Throws a Problem (404). */
export async function getBundle(db: Database, id: string, query: ItemQuery): Promise<string> {
  if (!isId(id)) throw notFound('article', id);
  const scope = await scopeOf(db, query);
  const [row] = await read<{ bundle: string }>(
    db,
    sql`SELECT v.bundle::text AS bundle FROM article_version v
      WHERE ${inScope(sql`v`, scope)} AND v.slug = ${id}`,
  );
  if (row === undefined) throw notFound('article', id);
  return row.bundle;
}
