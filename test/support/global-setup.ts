import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { jsonFiles } from '../../src/bundle/read.js';
import { seedBundle, seedBundles, seedMeasures } from '../../src/bundle/seed.js';
import { openDatabase } from '../../src/database/database.js';
import { startEmbeddedPostgres } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { projectPath } from '../../src/project.js';
import { build } from './command.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where databases for tests can be made. */
    server: string;
    /** Names of databases to copy. */
    templates: Record<Template, string>;
  }
}

/** What a database can begin with: the measures alone, the seed, or the invented reports. */
export type Template = 'empty' | 'seeded' | 'reports';

/**
 * One PostgreSQL for the run: that of DATABASE_URL, or an embedded one in a temporary folder.
 * Compiles, migrates and seeds once; test files work on copies (test/support/database.ts).
 */
export default async function setup(project: TestProject) {
  await build();
  const server = await testServer();
  // What fails here fails the run, and nobody stops the server after it.
  const templates = await makeTemplates(server.url).catch(async (error) => {
    await server.stop();
    throw error;
  });
  project.provide('server', server.url);
  project.provide('templates', templates);

  return async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const name of Object.values(templates)) {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
    await client.end();
    await server.stop();
  };
}

async function makeTemplates(url: string): Promise<Record<Template, string>> {
  const run = `hearsay_test_${process.pid}`;
  const templates = {
    empty: `${run}_empty`,
    seeded: `${run}_seeded`,
    reports: `${run}_reports`,
  };
  const bundles = {
    seeded: await seedBundles(),
    reports: await jsonFiles(projectPath('test', 'reports')),
  };
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${templates.empty} TEMPLATE template0 ENCODING 'UTF8'`);
    await migrate(on(url, templates.empty));
    await using(on(url, templates.empty), ({ prisma }) => seedMeasures(prisma));
    for (const name of ['seeded', 'reports'] as const) {
      await admin.query(`CREATE DATABASE ${templates[name]} TEMPLATE ${templates.empty}`);
      await using(on(url, templates[name]), async ({ prisma }) => {
        for (const file of bundles[name]) await seedBundle(prisma, file);
      });
    }
  } finally {
    await admin.end();
  }
  return templates;
}

async function testServer() {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, stop: async () => {} };
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-test-'));
  const { url, stop } = await startEmbeddedPostgres(folder, { durable: false });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function using<T>(url: string, work: (db: ReturnType<typeof openDatabase>) => Promise<T>) {
  const database = openDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The address of another database on the same server. */
export function on(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
