import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded.js';
import { migrate, pendingMigrations } from '../../src/database/migrate.js';

let server: EmbeddedPostgres;
let admin: pg.Pool;
let home: string;
// Fresh for each test: a database, and a folder of migrations.
let url: string;
let pool: pg.Pool;
let folder: string;
let count = 0;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'hearsay-migrate-'));
  server = await startEmbeddedPostgres(path.join(home, '..', `${path.basename(home)}-data`), {
    durable: false,
  });
  admin = new pg.Pool({ connectionString: server.url });
});

afterAll(async () => {
  await admin?.end();
  await server?.stop();
  await rm(home, { recursive: true, force: true });
  await rm(`${home}-data`, { recursive: true, force: true });
});

beforeEach(async () => {
  count += 1;
  await admin.query(`CREATE DATABASE test_${count}`);
  url = server.url.replace(/hearsay$/, `test_${count}`);
  pool = new pg.Pool({ connectionString: url });
  folder = path.join(home, String(count));
  await mkdir(folder);
  return () => pool.end();
});

describe('a migration', () => {
  it('is applied once, in the order of the names, and a second run has nothing to do', async () => {
    await write('20260102000000_row', 'INSERT INTO note VALUES (1)');
    await write('20260101000000_table', 'CREATE TABLE note (id int)');
    const names = ['20260101000000_table', '20260102000000_row'];
    expect(await pendingMigrations(pool, folder)).toEqual(names);
    expect(await migrate(url, folder)).toEqual(names);
    expect(await pendingMigrations(pool, folder)).toEqual([]);
    expect(await migrate(url, folder)).toEqual([]);
    await write('20260103000000_row', 'INSERT INTO note VALUES (2)');
    expect(await migrate(url, folder)).toEqual(['20260103000000_row']);
    expect(await ids()).toEqual([1, 2]);
  });

  it('is given to PostgreSQL whole: semicolons in a body or a text do not cut it', async () => {
    await write(
      '1_body',
      `CREATE TABLE note (id int, text text DEFAULT ';');
       CREATE FUNCTION add() RETURNS void LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO note VALUES (1); INSERT INTO note VALUES (2); END;
       $$;
       DO $$ BEGIN PERFORM add(); PERFORM 1; END $$;`,
    );
    await migrate(url, folder);
    expect(await ids()).toEqual([1, 2]);
  });

  it('that fails says where and why, leaves nothing behind, and can be corrected', async () => {
    await write('1_table', 'CREATE TABLE note (id int)');
    await write('2_bad', 'INSERT INTO note VALUES (1);\nSELECT oops;');
    await expect(migrate(url, folder)).rejects.toThrow(
      'The migration 2_bad failed and nothing of it was kept: column "oops" does not exist (line 2).',
    );
    expect(await ids()).toEqual([]);
    expect(await pendingMigrations(pool, folder)).toEqual(['2_bad']);
    await write('2_bad', 'INSERT INTO note VALUES (1);');
    expect(await migrate(url, folder)).toEqual(['2_bad']);
    expect(await ids()).toEqual([1]);
  });

  it('that fails inside a transaction of its own is taken back too', async () => {
    await write('1_own', 'BEGIN; CREATE TABLE note (id int); SELECT 1/0; COMMIT;');
    await expect(migrate(url, folder)).rejects.toThrow(/1_own failed.*division by zero/);
    expect(await pendingMigrations(pool, folder)).toEqual(['1_own']);
    expect((await pool.query(`SELECT to_regclass('note') AS note`)).rows).toEqual([{ note: null }]);
  });

  it('that is cut off is begun again, and one that was kept is not', async () => {
    await write('1_table', 'CREATE TABLE note (id int); INSERT INTO note VALUES (1) -- the first');
    await write('2_slow', 'INSERT INTO note VALUES (2); SELECT pg_sleep(20)');
    const cutOff = migrate(url, folder).catch((error: Error) => error.message);
    const here = `datname = current_database() AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`;
    let ended = 0;
    while (ended === 0) {
      const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${here}`;
      ended = (await pool.query(end)).rows.length;
    }
    expect(await cutOff).toMatch(/terminat/);
    await write('2_slow', 'INSERT INTO note VALUES (3)');
    expect(await migrate(url, folder)).toEqual(['2_slow']);
    expect(await ids()).toEqual([1, 3]);
  });

  it('may be run by several processes at once, also CREATE INDEX CONCURRENTLY', async () => {
    await write('1_table', 'CREATE TABLE note (id int); INSERT INTO note VALUES (1)');
    await write('2_slow', 'SELECT pg_sleep(0.3)');
    await write('3_index', 'CREATE INDEX CONCURRENTLY note_id ON note (id)');
    const applied = await Promise.all([1, 2, 3].map(() => migrate(url, folder)));
    expect(applied.flat().sort()).toEqual(['1_table', '2_slow', '3_index']);
    expect(await ids()).toEqual([1]);
  });

  it('needs no superuser: the owner of the database is enough', async () => {
    await admin.query(`CREATE ROLE owner_${count} LOGIN PASSWORD 'secret'`);
    await admin.query(`ALTER DATABASE test_${count} OWNER TO owner_${count}`);
    await write('1_table', 'CREATE EXTENSION pg_trgm; CREATE TABLE note (id int)');
    const asOwner = url.replace(/hearsay:[^@]+@/, `owner_${count}:secret@`);
    expect(await migrate(asOwner, folder)).toEqual(['1_table']);
    expect(await migrate(asOwner, folder)).toEqual([]);
  });
});

describe('a database whose history does not fit is refused with its reason', () => {
  beforeEach(async () => {
    await write('1_table', 'CREATE TABLE note (id int)');
    await migrate(url, folder);
  });

  it('when a newer Hearsay migrated it', async () => {
    await write('2_newer', 'INSERT INTO note VALUES (1)');
    await migrate(url, folder);
    await rm(path.join(folder, '2_newer'), { recursive: true });
    const reason = /has the migration 2_newer, which this Hearsay does not have: a newer one/;
    await expect(migrate(url, folder)).rejects.toThrow(reason);
    await expect(pendingMigrations(pool, folder)).rejects.toThrow(reason);
  });

  it('when a migration was edited after it was applied', async () => {
    await write('1_table', 'CREATE TABLE note (id bigint)');
    await expect(migrate(url, folder)).rejects.toThrow(/1_table was edited after this database/);
  });

  it('when its tables are of another program', async () => {
    await pool.query('DROP TABLE _prisma_migrations');
    await expect(migrate(url, folder)).rejects.toThrow(/tables already, and they are not of Hears/);
  });

  it('when a migration was cut off, and the sentence tells how to go on', async () => {
    await pool.query('UPDATE _prisma_migrations SET finished_at = NULL');
    const error = await migrate(url, folder).catch(({ message }: Error) => message);
    expect(error).toMatch(/^The migration 1_table was begun and never finished/);
    await pool.query(
      `UPDATE _prisma_migrations SET finished_at = now()
       WHERE migration_name = '1_table' AND finished_at IS NULL`,
    );
    expect(await migrate(url, folder)).toEqual([]);
  });
});

it('migration-new writes what has changed in schema.prisma since the last migration', async () => {
  await write('migrations/1_note', 'CREATE TABLE "Note" ("id" INTEGER PRIMARY KEY);');
  await writeFile(
    path.join(folder, 'schema.prisma'),
    `datasource db {\n provider = "postgresql"\n}\nmodel Note {\n id Int @id\n text String?\n}\n`,
  );
  const script = fileURLToPath(new URL('../../scripts/migration-new.ts', import.meta.url));
  const args = ['--import', 'tsx', script, 'add_text', folder];
  await promisify(execFile)(process.execPath, args);
  const [, name = ''] = (await readdir(path.join(folder, 'migrations'))).sort();
  expect(name).toMatch(/^\d{14}_add_text$/);
  const sql = await readFile(path.join(folder, 'migrations', name, 'migration.sql'), 'utf8');
  expect(sql).toMatch(/ALTER TABLE "Note" ADD COLUMN +"text" TEXT;/);
}, 20_000);

async function write(name: string, script: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'migration.sql'), script);
}

async function ids(): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>('SELECT id FROM note ORDER BY id');
  return rows.map(({ id }) => id);
}
