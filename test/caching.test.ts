import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from '../src/project.js';
import { type Api, createApi } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

const etag = async (path: string, headers = {}) => (await api.get(path, headers)).headers.etag;

describe('who has an answer already gets a 304', () => {
  test.each(['/v1/figures', '/v1/entities/nis', '/v1/figures/checks', '/v1/releases'])(
    '%s',
    async (path) => {
      const first = await api.get(path);
      const tag = first.headers.etag;
      expect(tag).toMatch(/^W\/"2-[\w-]{16}"$/);
      for (const known of [tag, `"other", ${tag}`, '*', String(tag).replace('W/', '')]) {
        const again = await api.get(path, { 'if-none-match': String(known) });
        expect([again.status, again.text]).toEqual([304, '']);
        for (const name of ['etag', 'cache-control', 'last-modified', 'vary']) {
          expect(again.headers[name], name).toBe(first.headers[name]);
        }
      }
      expect((await api.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
      const since = String(first.headers['last-modified']);
      expect((await api.get(path, { 'if-modified-since': since })).status).toBe(304);
      const before = new Date(Date.parse(since) - 1000).toUTCString();
      expect((await api.get(path, { 'if-modified-since': before })).status).toBe(200);
    },
  );

  test('without touching the data', async () => {
    const tag = String(await etag('/v1/relations'));
    await api.database.pool.query('ALTER TABLE relation RENAME TO relation_away');
    try {
      expect((await api.get('/v1/relations', { 'if-none-match': tag })).status).toBe(304);
    } finally {
      await api.database.pool.query('ALTER TABLE relation_away RENAME TO relation');
    }
  });
});

test('an ETag is of one URL in one representation, whatever the order of parameters', async () => {
  const tags = await Promise.all([
    etag('/v1/figures'),
    etag('/v1/figures?limit=5'),
    etag('/v1/figures?format=csv'),
    etag('/v1/entities'),
  ]);
  expect(new Set(tags).size).toBe(4);
  expect(await etag('/v1/figures?limit=5&sort=value')).toBe(
    await etag('/v1/figures?sort=value&limit=5'),
  );
  expect(await etag('/v1/figures', { accept: 'text/csv' })).not.toBe(tags[0]);
  // A query may have question marks; those who ask for CSV get its columns in the order they name.
  expect(await etag('/v1/figures?q=a?b')).not.toBe(await etag('/v1/figures?q=a?c'));
  expect(await etag('/v1/figures?fields=id&fields=unit')).not.toBe(
    await etag('/v1/figures?fields=unit&fields=id'),
  );
});

test('how long an answer may be kept: shortly, for ever under a release, never if it is a problem', async () => {
  const cached = async (path: string) => (await api.get(path)).headers['cache-control'];
  expect(await cached('/v1/figures')).toBe('public, max-age=5, stale-while-revalidate=60');
  expect(await cached('/v1/figures?asOfRelease=2')).toBe('public, max-age=31536000, immutable');
  for (const path of [
    '/v1/figures?limit=0',
    '/v1/figures/nothing',
    '/v1/nothing',
    '/v1/figures?asOfRelease=99',
  ]) {
    const { headers } = await api.get(path);
    expect([headers['cache-control'], headers.etag, headers['last-modified']], path).toEqual([
      'no-store',
      undefined,
      undefined,
    ]);
  }
});

test('HEAD has the headers of GET and no body', async () => {
  const got = await api.get('/v1/figures');
  const head = await api.send('head', '/v1/figures');
  expect([head.status, head.text]).toEqual([200, undefined]);
  for (const name of ['content-type', 'etag', 'cache-control', 'link', 'vary']) {
    expect(head.headers[name], name).toBe(got.headers[name]);
  }
});

test('a load changes the ETag of what is newest, and not of what is of a release', async () => {
  const before = [await etag('/v1/figures'), await etag('/v1/figures?asOfRelease=2')];
  const file = projectPath('test', 'reports', 'varn-border-2031-03-a.json');
  await api.load(JSON.parse(await readFile(file, 'utf8')));
  expect(await etag('/v1/figures')).not.toBe(before[0]);
  expect(await etag('/v1/figures?asOfRelease=2')).toBe(before[1]);
  expect((await api.get('/v1/figures', { 'if-none-match': String(before[0]) })).status).toBe(200);
});

test('answers are compressed for those who ask, and say so', async () => {
  const gzip = await api.get('/v1/statements', { 'accept-encoding': 'gzip' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  const brotli = await api.get('/v1/statements', { 'accept-encoding': 'br, gzip' });
  expect(brotli.headers['content-encoding']).toBe('br');
  const plain = await api.get('/v1/statements', { 'accept-encoding': 'identity' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(brotli.headers.vary).toMatch(/accept-encoding/i);
  expect(plain.body).toEqual(gzip.body);
});

test('a page is compressed in one piece, and says how long it is', async () => {
  const plain = await api.get('/v1/statements?limit=100', { 'accept-encoding': 'identity' });
  // As large as the library would send as a stream, whatever the machine.
  expect(Number(plain.headers['content-length'])).toBeGreaterThan(65_536);
  for (const encoding of ['gzip', 'br']) {
    const { headers } = await api.get('/v1/statements?limit=100', { 'accept-encoding': encoding });
    expect(headers['content-encoding']).toBe(encoding);
    expect(Number(headers['content-length'])).toBeGreaterThan(1_000);
  }
});
