// npm run bench:load [-- --articles N] — how many rows a second a bulk load of a synthetic corpus
// writes, beside a plain COPY of the very same rows into the same tables with the same indexes, in
// one run. On a PostgreSQL of its own in a temporary folder, as durable as that of the service.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { loadLines } from '../src/bundle/bulk.js';
import { seedMeasures } from '../src/bundle/seed.js';
import { openDatabase } from '../src/database/database.js';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { readArguments, refuse } from './bundle-command.js';
import { corpusOf } from './corpus/article.js';

const USAGE = 'Usage: npm run bench:load [-- --articles N]';
const { values } = readArguments(
  { options: { articles: { type: 'string', default: '1000' } } },
  USAGE,
);
const articles = Number(values.articles);
if (!(Number.isSafeInteger(articles) && articles > 0)) refuse(USAGE);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

interface Table {
  name: string;
  /** All but those that PostgreSQL derives, as SQL. */
  columns: string;
}

/** What a load of bundles writes, so that references come after what they refer to. */
async function tablesOf(client: pg.PoolClient): Promise<Table[]> {
  const { rows } = await client.query<Table & { needs: string[] }>(`
    SELECT c.relname AS name,
      (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
      ARRAY(SELECT confrelid::regclass::text FROM pg_constraint
        WHERE conrelid = c.oid AND contype = 'f') AS needs
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname !~ '^(_|measure)' ORDER BY c.relname`);
  const ordered: (typeof rows)[number][] = [];
  while (ordered.length < rows.length) {
    const waiting = rows.filter((row) => !ordered.includes(row)).map(({ name }) => name);
    ordered.push(
      ...rows.filter(
        ({ name, needs }) => waiting.includes(name) && !needs.some((n) => waiting.includes(n)),
      ),
    );
  }
  return ordered;
}

/** Copies all rows out to files; returns how many they are. */
async function copyOut(client: pg.PoolClient, tables: Table[], folder: string): Promise<number> {
  let rows = 0;
  for (const { name, columns } of tables) {
    const stream = client.query(copyTo(`COPY "${name}" (${columns}) TO STDOUT`));
    await pipeline(stream, createWriteStream(path.join(folder, name)));
    rows += stream.rowCount;
  }
  return rows;
}

async function copyIn(client: pg.PoolClient, tables: Table[], folder: string): Promise<void> {
  for (const { name, columns } of tables) {
    const stream = client.query(copyFrom(`COPY "${name}" (${columns}) FROM STDIN`));
    await pipeline(createReadStream(path.join(folder, name)), stream);
  }
}

async function measure(url: string, folder: string): Promise<void> {
  const corpus = path.join(folder, 'corpus.ndjson');
  await pipeline(Readable.from(corpusOf(1, articles)), createWriteStream(corpus));
  await migrate(url);
  const database = openDatabase(url);
  try {
    await seedMeasures(database.prisma);
    const memory: number[] = [];
    const listener = {
      refused: (error: Error) => {
        throw error;
      },
      loaded: () => memory.push(Math.round(process.memoryUsage.rss() / 2 ** 20)),
    };
    const load = await timed(() =>
      loadLines(database.prisma, createReadStream(corpus), 'corpus', listener),
    );
    const client = await database.pool.connect();
    const tables = await tablesOf(client);
    const rows = await copyOut(client, tables, folder);
    await client.query(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(', ')}`);
    await client.query('CHECKPOINT');
    const copy = await timed(() => copyIn(client, tables, folder));
    client.release();
    const rate = (seconds: number) =>
      `${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en-US')} rows/s`;
    console.log(`${articles} articles, ${rows.toLocaleString('en-US')} rows`);
    console.log(`load: ${rate(load)}, ${(articles / load).toFixed(0)} articles/s`);
    console.log(`COPY: ${rate(copy)}`);
    const half = Math.ceil(memory.length / 2);
    const [early, late] = [memory.slice(0, half), memory.slice(half)].map((of) => Math.max(...of));
    console.log(
      `memory: at most ${early} MiB in the first half of the load, ${late} in the second`,
    );
    console.log(`ratio: ${(copy / load).toFixed(2)}`);
  } finally {
    await database.close();
  }
}

const temporary = () => mkdtemp(path.join(tmpdir(), 'hearsay-bench-'));
const [data, files] = [await temporary(), await temporary()];
const server = await startEmbeddedPostgres(data, { durable: true });
try {
  await measure(server.url, files);
} finally {
  await server.stop();
  for (const folder of [data, files]) await rm(folder, { recursive: true, force: true });
}
