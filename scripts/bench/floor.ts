import type { Database } from '../../src/database/database.js';
import { raw, read, sql } from '../../src/database/sql.js';
import { outline } from '../../src/search/indexed.js';
import { search } from '../../src/search/queries.js';
import { SearchFacetsSchema, SearchQuery } from '../../src/search/schema.js';
import { seekIn } from '../../src/search/seek.js';
import { TOLD_BY } from '../../src/search/sources.js';

/**
 * The least that a search for each of some names takes, once it is known what is meant: of each kind as many
 * rows as it counts are found by the words that an index has, of all kinds at once as the service does it,
 * and nothing is done with them.
 */
export async function floorOf(
  database: Database,
  names: readonly string[],
): Promise<(() => Promise<void>)[]> {
  const asks: (() => Promise<void>)[] = [];
  for (const name of names) {
    const sought = await seekIn(database, name, Object.values(TOLD_BY));
    const page = await search(database, SearchQuery.parse({ q: name }));
    const statements = SearchFacetsSchema.parse(page.facets).kind.map(({ kind, count }) => {
      const table = TOLD_BY[kind];
      const condition = outline(sought[table], sql`x.names_folded`, sql`x.search_folded`);
      return sql`SELECT count(*) FROM (
        SELECT FROM ${raw(table)} x WHERE ${condition} LIMIT ${count}::int) found`;
    });
    asks.push(async () => {
      await Promise.all(statements.map((statement) => read(database, statement)));
    });
  }
  return asks;
}
