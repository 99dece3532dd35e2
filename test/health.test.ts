import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from '../src/project.js';
import { type Api, createApi } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

/** Asks whether the service is ready, with the record of migrations changed as `sql` says. */
async function ready(sql: string) {
  const { pool } = api.database;
  await pool.query('CREATE TABLE kept AS SELECT * FROM _prisma_migrations');
  try {
    await pool.query(sql);
    return await api.get('/health/ready');
  } finally {
    await pool.query('TRUNCATE _prisma_migrations');
    await pool.query('INSERT INTO _prisma_migrations SELECT * FROM kept; DROP TABLE kept');
  }
}

const applied = (name: string, finished = 'now()') =>
  `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at,
    applied_steps_count) VALUES ('${name}', 'x', '${name}', now(), ${finished}, 1)`;

const READY = {
  status: 'ok',
  release: 2,
  servers: [
    {
      name: 'database',
      role: 'primary',
      state: 'healthy',
      takesReads: true,
      release: 2,
      secondsBehind: 0,
    },
  ],
};

test('a service is ready when its database has every migration', async () => {
  const { status, body } = await api.get('/health/ready');
  expect([status, body]).toEqual([200, READY]);
});

test('and goes on when a newer Hearsay has migrated, since migrations expand first', async () => {
  const { status, body } = await ready(applied('29990101000000_newer'));
  expect([status, body]).toEqual([200, READY]);
  expect((await api.get('/v1/figures')).status).toBe(200);
});

describe('it is not ready, and says why,', () => {
  test.each([
    [
      'while a newer migration is not finished',
      applied('29990101000000_newer', 'NULL'),
      /^The migration 29990101000000_newer was begun and never finished: /,
    ],
    [
      'when one of its own is not',
      'UPDATE _prisma_migrations SET finished_at = NULL',
      /^The migration \d{14}_init was begun and never finished: /,
    ],
    [
      'when one was edited',
      `UPDATE _prisma_migrations SET checksum = 'x'`,
      /^The migration \d{14}_init was edited after this database had applied it\. /,
    ],
    [
      'when there is one among its own that it does not know',
      applied('20000101000000_other'),
      /^The database has the migration 20000101000000_other, which this Hearsay does not have: /,
    ],
    [
      'when the database lacks one',
      'DELETE FROM _prisma_migrations',
      /^The database lacks the migration \d{14}_init/,
    ],
  ])('%s', async (_when, sql, detail) => {
    const { status, type, body, headers } = await ready(sql);
    expect([status, type, headers['retry-after']]).toEqual([503, 'application/problem+json', '2']);
    expect(body).toEqual({
      type: '/problems/unavailable',
      title: 'Unavailable',
      status: 503,
      detail: expect.stringMatching(detail),
      instance: '/health/ready',
      requestId: expect.any(String),
      errors: [],
    });
  });

  test('by the migrations that there are', async () => {
    const folder = projectPath('prisma', 'migrations');
    const names = (await readdir(folder)).filter((name) => /^\d{14}_/.test(name)).sort();
    const { body } = await ready('DELETE FROM _prisma_migrations');
    expect(body.detail).toBe(`The database lacks the migration ${names.join(', ')}.`);
  });
});
