import { z } from 'zod';
import type { Database } from '../database/database.js';
import { all, read, type Sql, sql } from '../database/sql.js';
import { type Scope, type ScopeQuery, scopeOf } from '../releases/scope.js';
import type { List } from './list.js';
import { ID } from './parameters.js';
import { notFound } from './problem.js';
import { type Identity, nearestSlug } from './references.js';

/** The path parameter `id` of an item. */
export const idParameter = (what: string, example: string) =>
  z.object({
    id: z
      .string()
      .describe(`Id of the ${what}.`)
      .meta({ examples: [example] }),
  });

/** Ids are slugs; those of what an article says have the article's before a dot. */
export const isId = (id: string) => IS_ID.test(id);
const IS_ID = new RegExp(ID.pattern);

/**
 * Reads one item as JSON text. Throws a Problem (404) if there is none of this id, with the id
 * that is most like it, where the kind of thing has ids of its own.
 */
export async function readItem(
  db: Database,
  { what, id, identity }: { what: string; id: string; identity?: Identity },
  query: ScopeQuery,
  itemIn: (scope: Scope) => Pick<List, 'from' | 'within' | 'item'> & { is: Sql },
): Promise<string> {
  if (!isId(id)) throw notFound(what, id);
  const { from, within, item, is } = itemIn(await scopeOf(db, query));
  const [row] = await read<{ item: string }>(
    db,
    sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${item}) item)::text AS item
      FROM ${from} WHERE ${all([within, is])}`,
  );
  if (row) return row.item;
  const [near] = identity ? await nearestSlug(db, identity, id) : [];
  // What is not in the scope asked for may well exist outside it.
  throw notFound(what, id, near?.slug === id ? undefined : near?.slug);
}

/** The condition that a row is the one with this id: the article's slug, a dot, its own. */
export function isLocal(version: Sql, row: Sql, id: string): Sql {
  const [article, local = ''] = id.split('.');
  return sql`${version}.slug = ${article} AND ${row}.local_id = ${local}`;
}
