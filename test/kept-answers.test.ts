import { pino } from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../src/app.js';
import { removeArticle } from '../src/bundle/remove.js';
import { type Database, openDatabase } from '../src/database/database.js';
import type { Limits } from '../src/http/limits.js';
import { createDatabase, type TestDatabase } from './support/database.js';

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  database = await createDatabase('reports');
});
afterAll(async () => {
  for (const close of closing) await close();
  await database.close();
});

/** The service with so many bytes for answers. */
async function open(keptAnswers: number, options: { limits?: Limits; database?: Database } = {}) {
  const app = await buildApp({ database, requestTimeout: 10_000, keptAnswers, ...options });
  await app.ready();
  closing.push(() => app.close());
  return supertest(app.server);
}

/** The database, believed for a while about its newest release: then answers leave at the door. */
function believed(): Database {
  const other = openDatabase(database.url, { releaseMaxAge: 60_000 });
  closing.unshift(() => other.close());
  return other;
}

/** Whether answers come although what they are made of is away. */
async function withoutRelations<T>(work: () => Promise<T>): Promise<T> {
  await database.pool.query('ALTER TABLE relation RENAME TO relation_away');
  try {
    return await work();
  } finally {
    await database.pool.query('ALTER TABLE relation_away RENAME TO relation');
  }
}

const PATH = '/v1/relations?limit=3';
const own = ({ 'x-request-id': _id, date: _date, ...headers }: Record<string, unknown>) => headers;

test.each(['inside', 'at the door'])(
  'what was asked twice is answered alike, without the data: %s',
  async (where) => {
    const api = await open(2 ** 20, where === 'inside' ? {} : { database: believed() });
    for (const headers of [
      {},
      { accept: 'text/csv' },
      { 'accept-encoding': 'br' },
      { 'accept-encoding': 'gzip' },
    ]) {
      await api.get(PATH).set(headers);
      const first = await api.get(PATH).set(headers);
      const again = await withoutRelations(() =>
        Promise.resolve(api.get(PATH).set(headers).set('x-request-id', 'again')),
      );
      expect([again.status, own(again.headers), again.text]).toEqual([
        200,
        own({ ...first.headers, 'content-length': again.headers['content-length'] }),
        first.text,
      ]);
      expect(again.headers['x-request-id']).toBe('again');
      const known = await withoutRelations(() =>
        Promise.resolve(api.get(PATH).set({ ...headers, 'if-none-match': first.headers.etag })),
      );
      expect([known.status, known.text, known.headers['content-type']]).toEqual([
        304,
        '',
        undefined,
      ]);
      const { etag, vary } = first.headers;
      expect(known.headers).toMatchObject({ etag, vary, 'access-control-allow-origin': '*' });
    }
  },
);

test('only what went well is kept, asked twice by GET, and only if memory is given', async () => {
  const [api, none] = [await open(2 ** 20), await open(0)];
  for (let times = 0; times < 3; times += 1) {
    await api.head(PATH);
    await none.get(PATH);
    await api.get(`${PATH}&type=x`);
    await api.get('/v1/export/relations.ndjson');
  }
  await api.get(PATH);
  await withoutRelations(async () => {
    expect((await api.get(PATH)).status).toBe(500);
    expect((await none.get(PATH)).status).toBe(500);
  });
  // The failure was not kept either.
  expect((await api.get(PATH)).status).toBe(200);
  const { body } = await api.get(`${PATH}&type=x`);
  expect(body.requestId).not.toBe((await api.get(`${PATH}&type=x`)).body.requestId);
});

test('what was asked least lately makes room', async () => {
  const api = await open(60_000);
  const status = async () => (await api.get(PATH)).status;
  expect([await status(), await status()]).toEqual([200, 200]);
  expect(await withoutRelations(status)).toBe(200);
  for (let limit = 1; limit <= 60; limit += 1) {
    for (const _ of ['once', 'twice']) await api.get(`/v1/releases?limit=${limit}`);
  }
  expect(await withoutRelations(status)).toBe(500);
});

test('a client’s quota counts them too', async () => {
  const api = await open(2 ** 20, {
    limits: { quota: { requests: 3, window: 60 } },
    database: believed(),
  });
  const answers = [];
  for (let times = 0; times < 4; times += 1) answers.push(await api.get(PATH));
  expect(answers.map(({ status, headers }) => [status, headers.ratelimit])).toEqual([
    [200, '"default";r=2;t=60'],
    [200, '"default";r=1;t=60'],
    [200, '"default";r=0;t=60'],
    [429, '"default";r=0;t=60'],
  ]);
});

test('what leaves at the door is logged and measured like any other, and traced inside', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const app = await buildApp({
    database: believed(),
    requestTimeout: 10_000,
    keptAnswers: 2 ** 20,
    logger,
  });
  await app.ready();
  closing.push(() => app.close());
  const api = supertest(app.server);
  for (const id of ['first', 'second', 'door']) await api.get(PATH).set('x-request-id', id);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await api.get(PATH).set({ 'x-request-id': 'third', traceparent });
  const { text } = await api.get('/metrics');
  expect(text).toContain('_count{method="GET",route="/v1/relations",status="200"} 4');
  const logged = lines.filter(({ url }) => url === PATH);
  const line = { level: 30, method: 'GET', url: PATH, status: 200 };
  expect(logged).toEqual(
    [
      { ...line, reqId: 'first' },
      { ...line, reqId: 'second' },
      { ...line, reqId: 'door' },
      { ...line, reqId: 'third', trace_id: '0af7651916cd43dd8448eb211c80319c' },
    ].map((expected) => ({
      ...expected,
      time: expect.any(Number),
      ms: expect.any(Number),
      msg: expect.stringMatching(/^GET \/v1\/relations\?limit=3 200 in [\d.]+ ms$/),
    })),
  );
});

test('the next release is answered anew', async () => {
  const api = await open(2 ** 20);
  const articles = async () => (await api.get('/v1/articles')).body.data.length;
  expect([await articles(), await articles(), await articles()]).toEqual([4, 4, 4]);
  await removeArticle(database.prisma, 'varn-border-2031-03-d');
  expect([await articles(), await articles()]).toEqual([3, 3]);
});

test('nothing is known any more where the database was replaced by another', async () => {
  const replaced = await createDatabase('seeded');
  closing.unshift(() => replaced.close());
  const { pool } = replaced;
  const api = await open(2 ** 20, { database: replaced });
  const path = '/v1/measures?limit=1&fields=label';
  await api.get(path);
  const before = await api.get(path);
  // As another would have been loaded: with fewer releases, at other times, and other words.
  await pool.query(`UPDATE release SET loaded_at = loaded_at + interval '1 day'`);
  await pool.query(`UPDATE measure_state SET label = 'Other'`);
  const tag = before.headers.etag ?? '';
  const after = await api.get(path).set('if-none-match', tag);
  expect([after.status, after.body.data]).toEqual([200, [{ label: 'Other' }]]);
  expect(after.headers.etag).not.toBe(tag);
  await pool.query('DELETE FROM release WHERE number = (SELECT max(number) FROM release)');
  await pool.query(`UPDATE release SET loaded_at = loaded_at + interval '1 day'`);
  expect((await api.get(path)).status).toBe(200);
});
