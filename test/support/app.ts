import type { Server } from 'node:http';
import supertest from 'supertest';
import { buildApp } from '../../src/app.js';
import { checkBundle } from '../../src/bundle/check.js';
import { loadBundle } from '../../src/bundle/load.js';
import { contractOf, type Document } from './contract.js';
import { createDatabase, type TestDatabase } from './database.js';
import type { Template } from './global-setup.js';

export interface Api {
  /** For requests over a real socket. */
  server: Server;
  database: TestDatabase;
  document: Document;
  /** GET, held against the OpenAPI document. */
  get(path: string, headers?: Record<string, string>): Promise<supertest.Response>;
  /** GET of a JSON body with status 200. */
  body<Body = Item>(path: string): Promise<Body>;
  /** Ids of the items of a list. */
  ids(path: string): Promise<string[]>;
  /** Any other method, held against the document too. */
  send(
    method: 'head' | 'post' | 'put' | 'delete' | 'patch' | 'options',
    path: string,
  ): supertest.Test;
  /** Loads bundles one after the other, each as a release; fails if one has a fault. */
  load(...bundles: unknown[]): Promise<void>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails otherwise.
export type Item = any;

/** The API over a database of its own. */
export async function createApi(from: Template = 'seeded'): Promise<Api> {
  const database = await createDatabase(from);
  const app = await buildApp({ database, requestTimeout: 10_000, keptAnswers: 2 ** 20 });
  await app.ready();
  const agent = supertest(app.server);
  const { body: document } = (await agent.get('/openapi.json')) as { body: Document };
  const hold = contractOf(document);

  const get: Api['get'] = async (path, headers = {}) => {
    const response = await agent.get(path).set(headers);
    // The formats beside JSON are held against it by the tests of formats.
    if (response.type === 'application/json' || response.type === 'application/problem+json') {
      const { status, body, type } = response;
      hold({ method: 'GET', path, status, type, body });
    }
    return response;
  };
  const body = async (path: string) => {
    const response = await get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${response.text}`);
    return response.body;
  };
  return {
    server: app.server,
    database,
    document,
    get,
    body,
    ids: async (path) => (await body(path)).data.map(({ id }: Item) => id),
    send: (method, path) => agent[method](path),
    async load(...bundles) {
      for (const json of bundles) {
        const checked = checkBundle(json);
        if (Array.isArray(checked)) throw new Error(JSON.stringify(checked));
        await loadBundle(database.prisma, checked, 'bundle.json');
      }
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}
