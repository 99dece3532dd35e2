import type { Database } from '../database/database.js';
import { read, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { added, byText, listPage } from '../http/list.js';
import { invalidParameters, suggesting } from '../http/problem.js';
import { resolveIds } from '../http/references.js';
import { matches } from '../http/search.js';
import { inScope } from '../releases/scope.js';
import type { RelationListQuery } from './schema.js';

const KEY = sql`r.id`;

export async function listRelations(db: Database, query: RelationListQuery): Promise<string> {
  const ids = await resolveIds(db, query, {
    subject: 'entity',
    object: 'entity',
    article: 'article',
  });
  if (query.type) await checkTypes(db, query.type);
  return listPage(db, 'relations', query, (scope) => ({
    from: sql`relation r
      JOIN article_version v ON v.id = r.article_version_id
      JOIN statement s ON s.id = r.statement_id`,
    within: inScope(sql`v`, scope),
    key: KEY,
    sorts: { added: added(KEY), type: byText(sql`r.type`) },
    item: sql`v.slug || '.' || r.local_id AS id, r.type,
      ${entityRef(sql`r.subject_id`, scope)} AS subject,
      ${entityRef(sql`r.object_id`, scope)} AS object,
      v.slug || '.' || s.local_id AS statement, r.spans`,
    conditions: {
      type: query.type && sql`r.type = ANY(${query.type}::text[])`,
      subject: ids.subject && sql`r.subject_id = ANY(${ids.subject}::int[])`,
      object: ids.object && sql`r.object_id = ANY(${ids.object}::int[])`,
      article: ids.article && sql`v.article_id = ANY(${ids.article}::int[])`,
      q: query.q === undefined ? undefined : matches(query.q, sql`r.names`, sql`r.search`),
    },
  }));
}

/** The types of ties are words of the bundles, so only the database knows which there are. */
async function checkTypes(db: Database, types: string[]): Promise<void> {
  const rows = await read<{ type: string }>(
    db,
    sql`SELECT DISTINCT type FROM relation ORDER BY type`,
  );
  const allowed = rows.map(({ type }) => type);
  const unknown = types.filter((type) => !allowed.includes(type));
  if (unknown.length === 0) return;
  throw invalidParameters(
    unknown.map((type) =>
      suggesting(
        { parameter: 'type', message: `"${type}" is no type of tie that is loaded`, allowed },
        type,
      ),
    ),
  );
}
