import type { PoolClient } from 'pg';
import Cursor from 'pg-cursor';
import { articles } from '../articles/queries.js';
import { articleView } from '../articles/schema.js';
import type { Database } from '../database/database.js';
import { connectForLong } from '../database/reading.js';
import { all, type Sql, sql } from '../database/sql.js';
import { entities } from '../entities/queries.js';
import { entityView } from '../entities/schema.js';
import { events } from '../events/queries.js';
import { eventView } from '../events/schema.js';
import { figures } from '../figures/queries.js';
import { figureView } from '../figures/schema.js';
import { columnsOf, csvHeader, csvRows } from '../formats/csv.js';
import type { Resource } from '../formats/resource.js';
import type { List } from '../http/list.js';
import { measures } from '../measures/queries.js';
import { measureView } from '../measures/schema.js';
import { relations } from '../relations/queries.js';
import { relationView } from '../relations/schema.js';
import type { Scope } from '../releases/scope.js';
import { statements } from '../statements/queries.js';
import { statementView } from '../statements/schema.js';
import { EXPORTED, type Exported, type ExportParams } from './schema.js';

const SOURCES: Record<
  Exported,
  { list: (scope: Scope) => Omit<List, 'conditions'>; view: { resource: Resource } }
> = {
  articles: { list: articles, view: articleView },
  entities: { list: entities, view: entityView },
  events: { list: events, view: eventView },
  statements: { list: statements, view: statementView },
  figures: { list: figures, view: figureView },
  relations: { list: relations, view: relationView },
  measures: { list: measures, view: measureView },
};

/**
 * Rows fetched at a time: what is in memory, however many there are. Of more of them the text is so long
 * that it takes longer to make than to fetch.
 */
const BATCH = 20;

/**
 * An export, chunk by chunk: a cursor of PostgreSQL that moves on as the reader takes what it
 * gives, in one snapshot. When the reader stops, so does the query.
 */
export async function* exportText(
  db: Database,
  { resource, format }: ExportParams,
  scope: Scope,
): AsyncGenerator<string> {
  const client = await connectForLong(db.servers);
  // A lost connection fails the query below, which is where it is dealt with.
  const ignore = () => {};
  client.on('error', ignore);
  let finished = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // A reader may be slow; how slow, the timeout of its connection decides.
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    if (resource === 'dataset') yield* wholeDataset(client, scope);
    else if (format === 'csv') yield* csv(client, resource, scope);
    else yield* lines(client, resource, scope, (item) => item);
    await client.query('COMMIT');
    finished = true;
  } finally {
    // A connection in the middle of a transaction is not for the next reader: closing it ends that.
    client.off('error', ignore);
    client.release(!finished);
  }
}

async function* wholeDataset(client: PoolClient, scope: Scope): AsyncGenerator<string> {
  for (const resource of EXPORTED) {
    yield* lines(client, resource, scope, (item) => `{"resource":"${resource}","item":${item}}`);
  }
}

async function* lines(
  client: PoolClient,
  resource: Exported,
  scope: Scope,
  line: (item: string) => string,
): AsyncGenerator<string> {
  for await (const items of batches(client, SOURCES[resource].list(scope))) {
    yield `${items.map(line).join('\n')}\n`;
  }
}

async function* csv(client: PoolClient, resource: Exported, scope: Scope): AsyncGenerator<string> {
  const { list, view } = SOURCES[resource];
  const columns = columnsOf(view.resource.fields);
  yield csvHeader(columns);
  for await (const items of batches(client, list(scope))) {
    yield csvRows(
      items.map((item) => JSON.parse(item) as Record<string, unknown>),
      columns,
    );
  }
}

async function* batches(
  client: PoolClient,
  { from, within, key, item }: Omit<List, 'conditions'>,
): AsyncGenerator<string[]> {
  const { text, values }: Sql =
    sql`SELECT (SELECT row_to_json(item) FROM (SELECT ${item}) item)::text
    FROM ${from} WHERE ${all([within])} ORDER BY ${key}`;
  const cursor = client.query(new Cursor<[string]>(text, values, { rowMode: 'array' }));
  for (let rows = await cursor.read(BATCH); rows.length > 0; rows = await cursor.read(BATCH)) {
    yield rows.map(([item]) => item);
  }
  await cursor.close();
}
