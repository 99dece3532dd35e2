import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('reports');
});
afterAll(() => api.close());

const KINDS = ['articles', 'entities', 'events', 'statements', 'figures', 'relations', 'measures'];
const lines = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const all = async (kind: string, scope = '') =>
  (await api.body(`/v1/${kind}?limit=200&sort=added${scope}`)).data;

test.each(KINDS)('%s.ndjson has every item as the list has it', async (kind) => {
  const { text, type } = await api.get(`/v1/export/${kind}.ndjson`);
  expect(type).toBe('application/x-ndjson');
  expect(lines(text)).toEqual(await all(kind));
});

test('figures.csv is the CSV of the list, whatever Accept says', async () => {
  const exported = await api.get('/v1/export/figures.csv', { accept: 'application/json' });
  const listed = await api.get('/v1/figures?format=csv&limit=200');
  expect(exported.text).toBe(listed.text);
  expect(parse(exported.text, { columns: true }).length).toBe(29);
  expect(exported.headers['content-disposition']).toBe(
    'attachment; filename="hearsay-figures-r5.csv"',
  );
});

test('dataset.ndjson has everything, and says of each line what it is', async () => {
  const { text } = await api.get('/v1/export/dataset.ndjson');
  const expected: Item[] = [];
  for (const resource of KINDS) {
    for (const item of await all(resource)) expected.push({ resource, item });
  }
  expect(lines(text)).toEqual(expected);
});

test('an export is of a release, or of what was published by a day', async () => {
  const { text } = await api.get('/v1/export/figures.ndjson?asOfRelease=2');
  expect(lines(text)).toEqual(await all('figures', '&asOfRelease=2'));
  const early = await api.get('/v1/export/entities.ndjson?publishedBefore=2031-03-13');
  expect(lines(early.text)).toEqual(await all('entities', '&publishedBefore=2031-03-13'));
});

test.each([
  ['dataset.csv', 404],
  ['figures.xml', 400],
  ['nothing.csv', 400],
  ['figures.csv?limit=3', 400],
  ['figures.csv?asOfRelease=99', 400],
])('/v1/export/%s is a problem', async (path, status) => {
  const response = await api.get(`/v1/export/${path}`);
  expect([response.status, response.type]).toEqual([status, 'application/problem+json']);
});

/** Starts an export over a real socket and stops reading after its first bytes. */
async function begin(path: string) {
  const { server } = api;
  if (!server.listening) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ host: '127.0.0.1', port, path });
  outgoing.on('error', () => {});
  const response = await new Promise<Item>((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject).end();
  });
  return { outgoing, response };
}

/** Connections that somebody uses: autovacuum comes by when it likes. */
const BUSY = `FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
  AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

const exporting = async () => {
  const { rows } = await api.database.pool.query(`SELECT count(*)::int AS count ${BUSY}`);
  return rows[0].count;
};

async function eventually(check: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test('who hangs up ends the query, and leaves room for others', async () => {
  // Enough that the sockets cannot hold it all.
  await api.database.pool.query(`INSERT INTO figure (article_version_id, local_id, statement_id,
      measure_id, counting, value, lower, upper, qualifier, quantity_text, precision, basis, spans,
      names, search)
    SELECT article_version_id, 'copy-' || n, statement_id, measure_id, counting, value, lower, upper,
      qualifier, quantity_text, precision, basis, spans, '', ''
    FROM (SELECT * FROM figure ORDER BY id LIMIT 1) f, generate_series(1, 30000) n`);
  // Of a release that is asked for each looks first whether there is one.
  const begun = await Promise.all(
    Array.from({ length: 8 }, () => begin('/v1/export/figures.ndjson?asOfRelease=5')),
  );
  const open = begun.filter(({ response }) => response.statusCode === 200);
  expect(open.length).toBe(3);
  expect(await exporting()).toBe(3);
  const refused = await api.get('/v1/export/figures.ndjson');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '10']);

  for (const { outgoing } of open) outgoing.destroy();
  await eventually(async () => expect(await exporting()).toBe(0));
  const again = await begin('/v1/export/measures.csv');
  expect(again.response.statusCode).toBe(200);
  again.outgoing.destroy();
});

test('an export that fails midway does not look complete', async () => {
  const { response, outgoing } = await begin('/v1/export/figures.ndjson');
  response.on('error', () => {});
  await api.database.pool.query(`SELECT pg_terminate_backend(pid) ${BUSY}`);
  await new Promise((resolve) => response.on('close', resolve).resume());
  outgoing.destroy();
  // What Node says of a body that ended without its end; curl ends with code 18.
  expect(response.complete).toBe(false);
});
