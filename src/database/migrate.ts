import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { projectPath } from '../project.js';
import { orGiveUp } from './give-up.js';
import { adapterFor, everything, openSchemaEngine } from './schema-engine.js';

interface Migration {
  name: string;
  script: string;
}

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

interface Failure {
  name: string;
  script: string;
  error: Error;
}

const migrationsFolder = projectPath('prisma', 'migrations');

// Any number will do that nobody else locks; Prisma's own command line uses 72707369.
const turn = 4_327_298;
const patience = 300_000;

/**
 * Applies the migrations of prisma/migrations that the database does not have yet; returns their
 * names. Several processes may call it at once: the others wait, and then have nothing to do.
 */
export async function migrate(
  connectionString: string,
  folder: string = migrationsFolder,
): Promise<string[]> {
  // One connection, kept until the end: a lock belongs to the connection that took it.
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 10_000,
    application_name: 'hearsay migrate',
  });
  pool.on('error', () => {});
  try {
    await takeTurn(pool);
    await takeBackCutOff(pool);
    const pending = await pendingMigrations(pool, folder);
    if (pending.length > 0) await apply(pool, await readMigrations(folder), folder);
    return pending;
  } finally {
    await pool.end();
  }
}

/**
 * Names of migrations that the database lacks (all, if it has none). Throws if the two histories
 * do not fit: a migration failed, was edited since, or came from a newer Hearsay.
 */
export async function pendingMigrations(
  pool: pg.Pool,
  folder: string = migrationsFolder,
): Promise<string[]> {
  const { pending, newer } = await compareMigrations(pool, folder);
  const [first] = newer;
  if (first !== undefined) throw new BrokenHistory(unknown(first));
  return pending;
}

/** The migrations of a database cannot be trusted to be ours; the message says which and why. */
export class BrokenHistory extends Error {}

/**
 * Names of migrations that the database lacks, and of those that a newer Hearsay has added to ours:
 * as migrations first expand and only later contract, this one can go on with them. Throws
 * BrokenHistory if a migration was not finished, was edited since, or stands unknown among ours.
 */
export async function compareMigrations(
  pool: pg.Pool,
  folder: string = migrationsFolder,
): Promise<{ pending: string[]; newer: string[] }> {
  const migrations = await readMigrations(folder);
  const applied = await readHistory(pool);
  const ours = new Map(migrations.map(({ name, script }) => [name, sha256(script)]));
  const last = migrations.at(-1)?.name ?? '';
  for (const { name, checksum, finished } of applied) {
    if (!finished) throw new BrokenHistory(interrupted(name));
    if (!ours.has(name) && name < last) throw new BrokenHistory(unknown(name));
    if (ours.has(name) && ours.get(name) !== checksum) throw new BrokenHistory(edited(name));
  }
  const names = applied.map(({ name }) => name);
  return {
    pending: [...ours.keys()].filter((name) => !names.includes(name)),
    newer: names.filter((name) => !ours.has(name)),
  };
}

const unknown = (name: string) =>
  `The database has the migration ${name}, which this Hearsay does not have: a newer one ` +
  'migrated it. Run that version, or use another database.';

const edited = (name: string) =>
  `The migration ${name} was edited after this database had applied it. Restore ` +
  `prisma/migrations/${name}/migration.sql and put the change into a new migration.`;

let newest: Promise<string> | undefined;

/** The name of the last migration that this version of Hearsay has. */
export function newestMigration(): Promise<string> {
  newest ??= migrationNames(migrationsFolder).then((names) => names.at(-1) ?? '');
  return newest;
}

function interrupted(name: string): string {
  return (
    `The migration ${name} was begun and never finished: the process or the server stopped in the ` +
    'middle. Its script is one transaction, so the database has all of it or nothing. Look which, ' +
    'and record it: UPDATE _prisma_migrations SET finished_at = now() (all) or SET rolled_back_at ' +
    `= now() (nothing) WHERE migration_name = '${name}' AND finished_at IS NULL.`
  );
}

/**
 * Waits until no other process migrates this database. It asks again and again rather than once
 * for as long as it takes, because a waiting statement holds a snapshot, and CREATE INDEX
 * CONCURRENTLY of the other process would wait for that: both would stand still.
 */
async function takeTurn(pool: pg.Pool): Promise<void> {
  // The engine writes its times without a zone, and a migration may take long.
  await pool.query(`SET TIME ZONE 'UTC'; SET statement_timeout = 0`);
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(100)) {
    const { rows } = await pool.query('SELECT pg_try_advisory_lock($1) AS ours', [turn]);
    if (rows[0].ours) return;
  }
  throw new Error(
    `Another process has been migrating the database for ${patience / 60_000} minutes.`,
  );
}

/** So stands the record of a script that is kept together with it, or not at all, until it is. */
const WHOLE = 'applied_steps_count = -1';
const HAS_ITS_OWN_TRANSACTION = /\b(CONCURRENTLY|(BEGIN|COMMIT|START TRANSACTION)\s*;)/i;
const OPEN = 'migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL';

/** The end of a script, by which it is recorded in the same transaction. */
const recording = (name: string) => `
;UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 0
  WHERE ${OPEN.replace('$1', pg.escapeLiteral(name))};`;

/** Whoever has the turn knows that nobody works any more at what was begun in such a way. */
async function takeBackCutOff(pool: pg.Pool): Promise<void> {
  if (!(await hasHistory(pool))) return;
  await pool.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
      WHERE ${WHOLE} AND finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

async function apply(pool: pg.Pool, migrations: Migration[], folder: string): Promise<void> {
  const adapter = await adapterFor(pool);
  const { executeScript } = adapter;
  const failures: Failure[] = [];
  adapter.executeScript = async (script) => {
    const name = migrations.find((migration) => migration.script === script)?.name ?? 'unknown';
    const isWhole = !HAS_ITS_OWN_TRANSACTION.test(script);
    if (isWhole) {
      await pool.query(`UPDATE _prisma_migrations SET ${WHOLE} WHERE ${OPEN}`, [name]);
    }
    await executeScript(isWhole ? script + recording(name) : script).catch(async (error: Error) => {
      // The engine itself would pass on only that something failed.
      failures.push({ name, script, error });
      // This matters after a script with a BEGIN of its own; elsewhere it does nothing.
      await pool.query('ROLLBACK').catch(() => {});
      throw error;
    });
  };
  const engine = await openSchemaEngine(adapter);
  try {
    await engine.applyMigrations({
      migrationsList: listFor(migrations, folder),
      filters: everything,
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'P3005') throw new Error(foreign, { cause: error });
    const [failure] = failures;
    // Without PostgreSQL's verdict nobody knows how far it came (57P..: it was shut down meanwhile).
    // The record stays open, and the next start asks a human. With the verdict, the script has been
    // taken back and may be tried again.
    if (!(failure?.error instanceof pg.DatabaseError) || failure.error.code?.startsWith('57P')) {
      throw failure?.error ?? error;
    }
    await engine.markMigrationRolledBack({ migrationName: failure.name });
    throw new Error(describe(failure, failure.error), { cause: failure.error });
  } finally {
    engine.free();
  }
}

const foreign =
  'The database has tables already, and they are not of Hearsay: give it an empty database.';

function describe(
  { name, script }: Failure,
  { message, position, detail }: pg.DatabaseError,
): string {
  const line = position && script.slice(0, Number(position)).split('\n').length;
  const place = line ? ` (line ${line})` : '';
  const more = detail ? ` ${detail}` : '';
  return `The migration ${name} failed and nothing of it was kept: ${message}${place}.${more}`;
}

/** What the engine wants to know of the folder, which it cannot read itself. */
function listFor(migrations: Migration[], folder: string): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
    })),
  };
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort();
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await migrationNames(folder);
  return Promise.all(
    names.map(async (name) => ({
      name,
      script: await readFile(path.join(folder, name, 'migration.sql'), 'utf8'),
    })),
  );
}

/** The database's record of its migrations, in the table that Prisma keeps. */
async function readHistory(pool: pg.Pool): Promise<Applied[]> {
  if (!(await hasHistory(pool))) return [];
  const { rows } = await pool.query<Applied>({
    text: `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
      FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
    ...orGiveUp(pool),
  });
  return rows;
}

async function hasHistory(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query({
    text: `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    ...orGiveUp(pool),
  });
  return rows[0].exists;
}

/** As Prisma computes it. */
function sha256(script: string): string {
  return hash('sha256', script);
}
