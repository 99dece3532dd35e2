import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { type AppOptions, buildApp } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { openDatabase } from '../src/database/database.js';
import { limitsOf } from '../src/http/limits.js';
import { until } from './service/process.js';
import { type Answer, type Asked, askAt, sendRaw } from './service/serve.js';
import { createDatabase, type TestDatabase } from './support/database.js';

let database: TestDatabase;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createDatabase('seeded');
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(() => database.close());

async function start(options: Partial<AppOptions> = {}) {
  const app = await buildApp({ database, requestTimeout: 10_000, ...options });
  cleanUp.push(() => app.close());
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  return {
    app,
    port: Number(port),
    ask: (path: string, asked?: Asked) => askAt(Number(port), path, asked),
  };
}

function problemIn({ status, text, headers }: Answer) {
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = JSON.parse(text);
  expect(problem).toMatchObject({ status, requestId: headers['x-request-id'] });
  return problem;
}

describe('the quota of a client', () => {
  const limits = { quota: { requests: 3, window: 60 } };
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const statuses = async (answers: Promise<Answer>[]) =>
    (await Promise.all(answers)).map(({ status }) => status);

  it('is told in every answer, also of what does not exist, and a 429 says when to come back', async () => {
    const { ask } = await start({ limits });
    for (const [path, left] of [
      ['/v1/measures', 2],
      ['/v1/measures?limit=0', 1],
      ['/nowhere', 0],
    ] as const) {
      const { headers } = await ask(path);
      expect(headers['ratelimit-policy']).toBe('"default";q=3;w=60');
      expect(headers.ratelimit).toMatch(new RegExp(`^"default";r=${left};t=(60|59|58)$`));
      expect(Object.keys(headers).join()).not.toMatch(/x-ratelimit|ratelimit-limit|retry-after/);
    }
    const refused = await ask('/v1/measures');
    expect(refused.status).toBe(429);
    expect(problemIn(refused)).toMatchObject({
      type: '/problems/too-many-requests',
      title: 'Too many requests',
      detail: expect.stringMatching(/^More than 3 requests in 60 seconds\. .* in \d\d seconds\.$/),
    });
    expect(refused.headers['retry-after']).toMatch(/^(60|59|58|57)$/);
    expect(refused.headers.ratelimit).toBe(`"default";r=0;t=${refused.headers['retry-after']}`);
    expect(refused.headers['cache-control']).toBe('no-store');
  });

  it('is whole again after the window', async () => {
    const { ask } = await start({ limits: { quota: { requests: 1, window: 1 } } });
    expect((await ask('/')).status).toBe(200);
    expect((await ask('/')).status).toBe(429);
    await until(async () => (await ask('/')).status === 200, 'the window is over');
  });

  it('does not count probes, scrapers and questions for permission', async () => {
    const { ask } = await start({ limits });
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const answers = [1, 2, 3, 4].map(() => ask(path));
      expect(await statuses(answers), path).toEqual([200, 200, 200, 200]);
      expect((await answers[0])?.headers).not.toHaveProperty('ratelimit');
    }
    for (const _ of [1, 2, 3, 4]) await ask('/', { method: 'OPTIONS' });
    expect((await ask('/')).headers.ratelimit).toMatch(/;r=2;/);
  });

  it('is of each address that a trusted proxy names, and of each network in IPv6', async () => {
    const { ask } = await start({ limits, trustProxy: ['127.0.0.0/8'] });
    const left = async (address: string) =>
      /r=(\d)/.exec(String((await ask('/', from(address))).headers.ratelimit))?.[1];
    expect(await left('192.0.2.1')).toBe('2');
    expect(await left('192.0.2.2')).toBe('2');
    expect(await left('192.0.2.1')).toBe('1');
    expect(await left('2001:db8::1')).toBe('2');
    expect(await left('2001:db8::2')).toBe('1');
    // What a client adds in front of what the proxy saw counts for nothing.
    expect(await left('198.51.100.7, 192.0.2.1')).toBe('0');
  });

  it('is of the connection where no proxy is trusted', async () => {
    const { ask } = await start({ limits });
    const answers = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].map((address) =>
      ask('/', from(address)),
    );
    expect((await statuses(answers)).sort()).toEqual([200, 200, 200, 429]);
  });

  test.each([
    [{}, undefined],
    [{ HOST: 'localhost' }, undefined],
    [{ HOST: '::1' }, undefined],
    [{ HOST: '0.0.0.0' }, { requests: 600, window: 60 }],
    [{ HOST: '0.0.0.0', RATE_LIMIT: '0' }, undefined],
    [
      { RATE_LIMIT: '5', RATE_LIMIT_WINDOW_S: '10' },
      { requests: 5, window: 10 },
    ],
  ])('with the settings %o is %o', (settings, quota) => {
    expect(limitsOf(readConfig(settings)).quota).toEqual(quota);
  });
});

describe('under too much load', () => {
  const overloaded = (answer: Answer) => {
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^[2-6]$/);
    expect(problemIn(answer)).toMatchObject({
      type: '/problems/unavailable',
      detail: expect.stringMatching(/^There is more to do than can be done in time/),
    });
  };

  it('a process that lags turns requests away, but stays alive and measured', async () => {
    const { ask } = await start({ limits: { eventLoopDelay: 50 } });
    expect((await ask('/v1/measures')).status).toBe(200);
    for (const end = Date.now() + 3_500; Date.now() < end; await turn()) {
      for (const until = Date.now() + 120; Date.now() < until; );
    }
    const [shed, unready, live, scraped] = await Promise.all(
      ['/v1/measures', '/health/ready', '/health/live', '/metrics'].map((path) => ask(path)),
    );
    overloaded(shed as Answer);
    overloaded(unready as Answer);
    expect([live?.status, scraped?.status]).toEqual([200, 200]);
    await until(async () => (await ask('/v1/measures')).status === 200, 'it has caught up');
  });

  it('a queue for the database that is too long turns away who comes next, and none before', async () => {
    const narrow = openDatabase(database.url, { poolSize: 1 });
    cleanUp.push(() => narrow.close());
    const { ask } = await start({ database: narrow, limits: { eventLoopDelay: 10_000 } });
    const held = await narrow.pool.connect();
    const others = Array.from({ length: 19 }, () => narrow.pool.query('SELECT'));
    const last = ask('/v1/measures');
    await until(() => narrow.pool.waitingCount >= 20, 'all wait');
    const turnedAway = await Promise.all(Array.from({ length: 50 }, () => ask('/v1/measures')));
    expect((await ask('/health/live')).status).toBe(200);
    held.release();
    for (const next of turnedAway) overloaded(next);
    // Told the same time, they would come back together.
    expect(new Set(turnedAway.map(({ headers }) => headers['retry-after'])).size).toBeGreaterThan(
      1,
    );
    await Promise.all(others);
    expect((await last).status).toBe(200);
    expect((await ask('/v1/measures')).status).toBe(200);
  });

  it('can be told never to', () => {
    expect(limitsOf(readConfig({})).eventLoopDelay).toBe(250);
    expect(limitsOf(readConfig({ MAX_EVENT_LOOP_DELAY_MS: '0' })).eventLoopDelay).toBeUndefined();
  });
});

describe('headers and URL together', () => {
  const filled = (size: number) => {
    const [start, end] = [
      'GET /health/live HTTP/1.1\r\nHost: a\r\nX: ',
      '\r\nConnection: close\r\n\r\n',
    ];
    return start + 'x'.repeat(size - start.length - end.length) + end;
  };

  it('may have 16 KiB, whatever Node would allow', async () => {
    const { port } = await start();
    expect((await sendRaw(port, filled(16_000))).status).toBe(200);
    expect((await sendRaw(port, filled(16_500))).status).toBe(431);
  });
});

describe('a page of another site', () => {
  const origin = 'https://example.org';

  it('may read every answer, with what its headers say', async () => {
    const { ask } = await start({ limits: { quota: { requests: 2, window: 60 } } });
    for (const [path, status] of [
      ['/v1/figures', 200],
      ['/nowhere', 404],
      ['/v1/figures', 429],
    ] as const) {
      const answer = await ask(path, { headers: { origin } });
      expect(answer.status).toBe(status);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      const exposed = answer.headers['access-control-expose-headers']?.toLowerCase().split(', ');
      expect(exposed).toEqual(expect.arrayContaining(['etag', 'link', 'retry-after']));
      expect(exposed).toEqual(
        expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'x-request-id']),
      );
    }
  });

  it('may send any header with its GET, and nothing but GET and HEAD', async () => {
    const { ask } = await start();
    for (const path of ['/v1/figures?limit=1', '/nowhere', '/docs/static/swagger-ui.css']) {
      const answer = await ask(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'x-request-id, traceparent',
        },
      });
      expect(answer.status, path).toBe(204);
      expect(answer.text).toBe('');
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': '*',
        allow: 'GET, HEAD, OPTIONS',
      });
    }
  });
});

describe('OPTIONS', () => {
  it('says what is possible at a path', async () => {
    const { ask } = await start();
    const paths = [
      '/',
      '/v1/figures',
      '/v1/figures/',
      '/v1/figures/any?pretty',
      '/health/live',
      '/openapi.json',
      '/docs',
      '/metrics',
      '*',
    ];
    for (const path of paths) {
      const { status, headers, text } = await ask(path, { method: 'OPTIONS' });
      expect([status, headers.allow, text], path).toEqual([204, 'GET, HEAD, OPTIONS', '']);
    }
  });

  it('of a path that is unknown is a 404, and other methods of it are too', async () => {
    const { ask } = await start();
    for (const method of ['OPTIONS', 'GET', 'POST', 'DELETE']) {
      const answer = await ask('/nowhere', { method });
      expect(answer.status, method).toBe(404);
      expect(problemIn(answer).type).toBe('/problems/not-found');
    }
  });
});

test('every answer tells browsers not to run, embed or guess', async () => {
  const { ask } = await start();
  const paths = [
    '/',
    '/v1/figures',
    '/v1/figures?limit=0',
    '/nowhere',
    '/%zz',
    '/docs',
    '/metrics',
  ];
  for (const path of paths) {
    const { headers } = await ask(path, { headers: { accept: 'text/html, */*' } });
    const policy = String(headers['content-security-policy']);
    const directives = Object.fromEntries(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(directives, path).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  }
});

test('a variable of blanks alone is not set', () => {
  expect(readConfig({ RATE_LIMIT: ' ', CACHE_MB: '\t', PORT: '' })).toEqual(readConfig({}));
});

describe('TRUST_PROXY', () => {
  const read = (TRUST_PROXY: string) => readConfig({ TRUST_PROXY }).TRUST_PROXY;

  it('is a list of addresses and CIDR blocks', () => {
    expect(read('10.0.0.0/8, 192.0.2.1,fd00::/8')).toEqual(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);
    expect(readConfig({}).TRUST_PROXY).toBeUndefined();
  });

  test.each([
    '1',
    'true',
    'loopback',
    '0.0.0.0/0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/8,',
    '*',
  ])('is not %s', (value) => {
    expect(() => read(value)).toThrow(/^TRUST_PROXY: ".*" is no address and no CIDR block/);
  });

  it('is believed about the protocol and the host that a client used', async () => {
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'api.example.org',
      'x-forwarded-for': '192.0.2.1',
    };
    const exampleOf = ({ text }: Answer) => JSON.parse(text).resources[0].example;
    const behind = await start({ trustProxy: ['127.0.0.1'] });
    expect(exampleOf(await behind.ask('/', { headers }))).toMatch(/^https:\/\/api\.example\.org\//);
    const bare = await start();
    expect(exampleOf(await bare.ask('/', { headers }))).toMatch(/^http:\/\/localhost:/);
  });
});
