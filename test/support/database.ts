import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.js';
import { on, type Template } from './global-setup.js';

export interface TestDatabase extends Database {
  url: string;
}

/**
 * A database of its own: a copy of the migrated one with the measures (`empty`), with the seed too
 * (`seeded`), or with the four invented reports of test/reports (`reports`). Closing it drops it.
 */
export async function createDatabase(from: Template): Promise<TestDatabase> {
  const template = inject('templates')[from];
  const name = `hearsay_test_${randomBytes(6).toString('hex')}`;
  // Page by page, through the log, takes twice as long.
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = on(inject('server'), name);
  const database = openDatabase(url, { statementTimeout: 10_000 });
  return {
    ...database,
    url,
    async close() {
      await database.close();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('server') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
