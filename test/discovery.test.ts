import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../src/app.js';
import { type Api, createApi, type Item } from './support/app.js';
import { createDatabase } from './support/database.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

test('a machine that knows the host finds the API, and everything it is told of is there', async () => {
  const index = await api.get('/');
  expect(index.headers.link).toContain('</.well-known/api-catalog>; rel="api-catalog"');
  const catalog = await api.get('/.well-known/api-catalog');
  expect(catalog.type).toBe('application/linkset+json');
  const [{ anchor, ...links }] = JSON.parse(catalog.text).linkset;
  expect(anchor).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  for (const { href, type } of Object.values<Item[]>(links).flat()) {
    const { pathname } = new URL(href);
    const answer = await supertest(api.server).get(pathname).redirects(1);
    expect([pathname, answer.status, answer.type]).toEqual([pathname, 200, type]);
  }
});

test('a browser that asks for an icon gets one, by the name in the page or by its own', async () => {
  const { text } = await api.get('/', { accept: 'text/html' });
  const [, named] = text.match(/<link rel="icon" href="([^"]+)" type="image\/svg\+xml">/) ?? [];
  for (const path of [named, '/favicon.ico']) {
    const icon = await supertest(api.server).get(String(path));
    expect([icon.status, icon.type, icon.headers['cache-control']]).toEqual([
      200,
      'image/svg+xml',
      'public, max-age=86400',
    ]);
    expect(String(icon.body)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  }
});

test('what is on its way out says since when, until when and what comes instead', async () => {
  const database = await createDatabase('empty');
  const app = await buildApp({ database, requestTimeout: 10_000 });
  try {
    const deprecation = {
      since: new Date('2031-01-01T00:00:00Z'),
      sunset: new Date('2032-01-01T00:00:00Z'),
      successor: '/v2/old',
    };
    app.get('/old', { config: { deprecation } }, async () => 'still here');
    await app.ready();
    const { headers } = await supertest(app.server).get('/old');
    expect([headers.deprecation, headers.sunset, headers.link]).toEqual([
      '@1924992000',
      'Thu, 01 Jan 2032 00:00:00 GMT',
      '</v2/old>; rel="successor-version"',
    ]);
    const current = await supertest(app.server).get('/v1/measures');
    expect(current.headers.deprecation).toBeUndefined();
  } finally {
    await app.close();
    await database.close();
  }
});
