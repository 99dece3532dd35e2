import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { type AppOptions, buildApp } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { openDatabase } from '../src/database/database.js';
import { startTracing } from '../src/observability/tracing.js';
import { until } from './service/process.js';
import { type Asked, askAt, type LogLine } from './service/serve.js';
import { createDatabase, type TestDatabase } from './support/database.js';

let database: TestDatabase;
const cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  database = await createDatabase('seeded');
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});
afterAll(() => database.close());

async function start(options: Partial<AppOptions> = {}) {
  const logged: LogLine[] = [];
  const write = (line: string) => logged.push(JSON.parse(line));
  const logger = pino({ level: 'info', base: null }, { write });
  const app = await buildApp({ database, requestTimeout: 10_000, logger, ...options });
  cleanUp.push(() => app.close());
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  // Where it listens is told to the log too.
  logged.length = 0;
  return { logged, ask: (path: string, asked?: Asked) => askAt(Number(port), path, asked) };
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('X-Request-Id', () => {
  const kinds = ['/v1/figures?limit=1', '/v1/figures?limit=0', '/nowhere', '/health/live', '/%zz'];

  it('of a client stands in the answer, the problem and the log', async () => {
    const { ask, logged } = await start();
    for (const given of ['a', 'abc-123_~!"#', 'x'.repeat(128)]) {
      for (const path of kinds) {
        const { headers, text, status } = await ask(path, { headers: { 'x-request-id': given } });
        expect(headers['x-request-id'], path).toBe(given);
        if (status >= 400) expect(JSON.parse(text).requestId).toBe(given);
        expect(logged.at(-1)).toMatchObject({ reqId: given, url: path });
      }
    }
  });

  it.each([
    ['none', undefined],
    ['one of nothing', ''],
    ['one with a space', 'two words'],
    ['a long one', 'x'.repeat(129)],
    ['one beyond ASCII', 'é'],
    ['one with a tab', 'a\tb'],
  ])('is a new one where a client gives %s', async (_, given) => {
    const { ask, logged } = await start();
    for (const path of kinds) {
      const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
      const answer = await ask(path, { headers });
      const id = answer.headers['x-request-id'];
      expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      if (answer.status >= 400) expect(JSON.parse(answer.text).requestId).toBe(id);
      expect(logged.at(-1)?.reqId).toBe(id);
    }
  });
});

describe('the traceparent of a client', () => {
  it.each([
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-00`,
    `cc-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-comes-later`,
  ])('%s names the trace of the log line', async (traceparent) => {
    const { ask, logged } = await start();
    await ask('/v1/figures', { headers: { traceparent } });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ url: '/v1/figures', trace_id: TRACE });
    expect(logged[0]).not.toHaveProperty('span_id');
  });

  it.each([
    'nonsense',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
  ])('%s is none', async (traceparent) => {
    const { ask, logged } = await start();
    await ask('/v1/figures', { headers: { traceparent } });
    expect(logged[0]).not.toHaveProperty('trace_id');
  });
});

describe('/metrics', () => {
  /** By name and labels; fails on what Prometheus would not read. */
  function parse(text: string): Map<string, number> {
    expect(text.endsWith('\n')).toBe(true);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
    const read = samples.map((line): [string, number] => {
      const pattern = /^([a-z_\d]+(?:\{(?:[a-z_]+="[^"\\\n]*",?)+\})?) (-?[\d.e+-]+|Nan|[+-]Inf)$/i;
      const [, name = '', value] = pattern.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return [name, Number(value)];
    });
    expect(new Set(read.map(([name]) => name)).size).toBe(read.length);
    return new Map(read);
  }

  it('counts requests by method, route and status, never by URL', async () => {
    const { ask } = await start();
    await ask('/v1/figures?limit=1');
    await ask('/v1/figures/nk-troops-kursk-2025-01.killed');
    await ask('/v1/figures/nk-troops-kursk-2025-01.wounded');
    await ask('/v1/figures/secret.one');
    await ask('/v1/figures', { method: 'HEAD' });
    await ask('/v1/figures', { method: 'POST' });
    await ask('/secret/two?three');
    await ask('/docs/static/swagger-ui.css');
    const { headers, text, status } = await ask('/metrics');
    expect([status, headers['content-type']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const samples = parse(text);
    const name = 'http_request_duration_seconds';
    const counts = [...samples].filter(([key]) => key.startsWith(`${name}_count`));
    expect(Object.fromEntries(counts)).toEqual({
      [`${name}_count{method="GET",route="/v1/figures",status="200"}`]: 1,
      [`${name}_count{method="GET",route="/v1/figures/:id",status="200"}`]: 2,
      [`${name}_count{method="GET",route="/v1/figures/:id",status="404"}`]: 1,
      [`${name}_count{method="HEAD",route="/v1/figures",status="200"}`]: 1,
      [`${name}_count{method="POST",route="none",status="405"}`]: 1,
      [`${name}_count{method="GET",route="none",status="404"}`]: 1,
      [`${name}_count{method="GET",route="/docs/static/*",status="200"}`]: 1,
    });
    const labels = 'method="GET",route="/v1/figures",status="200"';
    expect(samples.get(`${name}_bucket{le="10",${labels}}`)).toBe(1);
    const seconds = samples.get(`${name}_sum{${labels}}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
    expect(text).not.toMatch(/secret|wounded/);
  });

  it('tells of the pool, the release and the process, in each of several apps', async () => {
    const own = openDatabase(database.url, { poolSize: 2 });
    cleanUp.push(() => own.close());
    const [one, other] = [await start({ database: own }), await start()];
    await one.ask('/v1/figures');
    const held = [await own.pool.connect(), await own.pool.connect()];
    const waiting = one.ask('/v1/figures');
    await until(() => own.pool.waitingCount > 0, 'a query waits');
    const scraped = await one.ask('/metrics');
    for (const client of held) client.release();
    const busy = parse(scraped.text);
    const server = '{server="database"}';
    expect(busy.get(`hearsay_pool_total${server}`)).toBe(2);
    expect(busy.get(`hearsay_pool_idle${server}`)).toBe(0);
    expect(busy.get(`hearsay_pool_waiting${server}`)).toBe(1);
    // A server that has much to do still says what it has.
    expect(busy.get('hearsay_release')).toBe(2);
    await waiting;
    const free = parse((await one.ask('/metrics')).text);
    expect(free.get(`hearsay_pool_waiting${server}`)).toBe(0);
    expect(free.get('hearsay_release')).toBe(2);
    expect(free.get(`hearsay_server_release${server}`)).toBe(2);
    expect(free.get(`hearsay_server_healthy${server}`)).toBe(1);
    expect(free.get(`hearsay_server_seconds_behind${server}`)).toBe(0);
    expect(free.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(free.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    const elsewhere = (await other.ask('/metrics')).text;
    expect(elsewhere).not.toContain('route="/v1/figures"');
    expect(parse(elsewhere).get('hearsay_release')).toBe(2);
  });

  it('is not part of the API', async () => {
    const { ask } = await start();
    for (const path of ['/openapi.json', '/']) {
      expect((await ask(path)).text).not.toContain('/metrics');
    }
  });
});

describe('OpenTelemetry', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails otherwise.
  type Span = any;

  /** A collector on loopback: takes what comes in OTLP over HTTP, in JSON. */
  async function collector() {
    const spans: Span[] = [];
    const paths = new Set<string | undefined>();
    const server: Server = createServer(async (request, response) => {
      paths.add(request.url);
      let text = '';
      for await (const chunk of request) text += chunk;
      for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
        for (const { scope, spans: sent } of scopeSpans) {
          spans.push(...sent.map((span: Span) => ({ ...attributed(span), scope, resource })));
        }
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    return { spans, paths, url: `http://127.0.0.1:${port}` };
  }

  const attributed = ({ attributes, ...span }: Span) => ({
    ...span,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }: Span) => [key, Object.values(value)[0]]),
    ),
  });

  it('is off, and nothing of it is there, unless an endpoint is set', async () => {
    expect(await startTracing(readConfig({}))).toBeUndefined();
    expect(() => readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).toThrow(
      /^OTEL_EXPORTER_OTLP_ENDPOINT: expected http:\/\/host:port$/,
    );
  });

  it('sends a span of the request and those of its SQL as one trace, which the log names', async () => {
    const { spans, paths, url } = await collector();
    const tracing = await startTracing(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` }));
    const { ask, logged } = await start({ tracing });
    const path = '/v1/figures/nk-troops-kursk-2025-01.killed';
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01` };
    await ask(`${path}?pretty`, { headers });
    await ask('/v1/figures?limit=0');
    await ask('/health/ready');
    await ask('/metrics');
    await tracing?.stop();

    expect([...paths]).toEqual(['/v1/traces']);
    const [request, refused, ...others] = spans.filter(
      ({ scope }) => scope.name === '@fastify/otel',
    );
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      name: 'GET /v1/figures/:id',
      kind: 2,
      traceId: TRACE,
      parentSpanId: SPAN,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/v1/figures/:id',
        'http.response.status_code': 200,
        'url.path': path,
        'url.query': 'pretty',
      },
    });
    expect(attributed(request.resource).attributes).toMatchObject({ 'service.name': 'hearsay' });
    expect(refused).toMatchObject({
      name: 'GET /v1/figures',
      attributes: { 'http.response.status_code': 400 },
    });
    expect(refused.traceId).not.toBe(TRACE);

    const statements = spans.filter(({ name }) => name.startsWith('pg.query:SELECT'));
    expect(statements).not.toEqual([]);
    for (const statement of statements) {
      expect(statement).toMatchObject({ traceId: TRACE, parentSpanId: request.spanId, kind: 3 });
    }
    const texts = statements.map(
      ({ attributes }) => attributes['db.statement'] ?? attributes['db.query.text'],
    );
    expect(texts.join()).toMatch(/FROM figure/);
    // The values that were asked for are nobody's business.
    expect(JSON.stringify(statements)).not.toContain('nk-troops-kursk');

    expect(logged.map(({ url }) => url)).toEqual([
      `${path}?pretty`,
      '/v1/figures?limit=0',
      '/health/ready',
      '/metrics',
    ]);
    expect(logged[0]).toMatchObject({ trace_id: TRACE, span_id: request.spanId });
    expect(logged[1]).toMatchObject({ trace_id: refused.traceId, span_id: refused.spanId });
    expect(logged[2]).not.toHaveProperty('trace_id');
  });

  it('sends to the endpoint for traces as it stands; one that is away stops nothing', async () => {
    const { spans, paths, url } = await collector();
    const endpoints = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/here`,
    };
    const tracing = await startTracing(readConfig(endpoints));
    await (await start({ tracing })).ask('/v1/figures');
    await tracing?.stop();
    expect([...paths]).toEqual(['/here']);
    expect(spans.map(({ name }) => name)).toContain('GET /v1/figures');

    const away = await startTracing(
      readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }),
    );
    const { status } = await (await start({ tracing: away })).ask('/v1/figures');
    expect(status).toBe(200);
    const began = Date.now();
    await away?.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});

test('several apps with all of it live in one process', async () => {
  const limits = { quota: { requests: 100, window: 60 }, eventLoopDelay: 10_000 };
  const apps = await Promise.all([start({ limits }), start({ limits })]);
  for (const { ask } of apps) {
    expect((await ask('/v1/figures')).headers.ratelimit).toMatch(/;r=99;/);
  }
});
