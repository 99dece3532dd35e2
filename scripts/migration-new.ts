// npm run migration:new NAME — begins a migration: what has changed in schema.prisma since the
// last one, as SQL. It does what `prisma migrate dev --create-only` does, without the schema engine
// that Prisma downloads and without a database of yours: the migrations are applied to a PostgreSQL
// in a temporary folder, and the result is compared with schema.prisma.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { adapterFor, everything, openSchemaEngine } from '../src/database/schema-engine.js';

const projectFolder = fileURLToPath(new URL('../prisma', import.meta.url));
const [name = '', folder = projectFolder] = process.argv.slice(2);

if (!/^[a-z0-9_]+$/.test(name)) {
  console.error(
    'Usage: migration-new NAME [FOLDER]   NAME of a-z, 0-9 and _, as in add_figure_note',
  );
  process.exit(2);
}

const migrations = path.join(folder, 'migrations');
await mkdir(migrations, { recursive: true });
const script = await difference(migrations, path.join(folder, 'schema.prisma'));
if (script === '') {
  console.log('Nothing to do: the migrations make what schema.prisma describes.');
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(migrations, `${timestamp}_${name}`, 'migration.sql');
  await mkdir(path.dirname(file));
  await writeFile(file, `${script}\n`);
  await writeFile(path.join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(`${file}

Read it before it is applied. Prisma cannot see everything: remove a DROP of an index or of a
default that exists as SQL in the migrations alone (expression indexes, generated columns), and add
what schema.prisma cannot say. Write no BEGIN or COMMIT: the script is one transaction as it is.`);
}

/** The SQL from what the migrations make to what the schema describes; empty if they agree. */
async function difference(migrations: string, schema: string): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'hearsay-migration-'));
  const server = await startEmbeddedPostgres(home, { durable: false });
  const pool = new pg.Pool({ connectionString: server.url });
  try {
    await migrate(server.url, migrations);
    const engine = await openSchemaEngine(await introspecting(pool));
    const files = [{ path: schema, content: await readFile(schema, 'utf8') }];
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: folder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: everything,
    });
    return (stdout ?? '').replace('-- This is an empty migration.', '').trim();
  } finally {
    await pool.end();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/**
 * The engine reads the catalogs of PostgreSQL, where many columns are of the type "char" (number
 * 18). It wants them as characters; Prisma's driver knows no such type and gives up. So the pool
 * calls them text, remembers which they were, and the driver's answer is put right.
 */
async function introspecting(pool: pg.Pool): Promise<SqlDriverAdapter> {
  const [charOid, textOid] = [18, 25];
  const character = 6;
  const charColumns = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryArrayResult>;
  const translating = async (...args: unknown[]) => {
    const result = await query(...args);
    const chars = result.fields.filter(({ dataTypeID }) => dataTypeID === charOid);
    charColumns.set(
      result.rows,
      chars.map((field) => result.fields.indexOf(field)),
    );
    for (const field of chars) field.dataTypeID = textOid;
    return result;
  };
  pool.query = translating as typeof pool.query;
  const adapter = await adapterFor(pool);
  const { queryRaw } = adapter;
  adapter.queryRaw = async (statement) => {
    const answer = await queryRaw.call(adapter, statement);
    for (const column of charColumns.get(answer.rows) ?? []) answer.columnTypes[column] = character;
    return answer;
  };
  return adapter;
}
