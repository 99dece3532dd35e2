import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyPluginCallback, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { partsOf } from '../http/url.js';
import { VERSION } from '../project.js';

/** OpenTelemetry of this process: a span for each request, and below it one for each SQL statement. */
export interface Tracing {
  /** Has to come before every route and hook that is to be part of the span. */
  plugin: FastifyPluginCallback;
  /** The span of a request, as fields of its log lines; undefined for what is not traced. */
  of(request: FastifyRequest): { trace_id: string; span_id: string } | undefined;
  /** Sends what has not been sent. */
  stop(): Promise<void>;
}

const UNTRACED = /^\/(health\/|metrics$)/;

/** Starts tracing if the settings say where spans go. Nothing of it is loaded otherwise. */
export async function startTracing(
  config: Pick<Config, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'>,
  logger?: FastifyBaseLogger,
): Promise<Tracing | undefined> {
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const url = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base}/v1/traces`);
  if (url === undefined) return undefined;
  const [api, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  if (logger) reportTo(logger, api);
  const provider = new sdk.NodeTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before our own words.
    resource: resources
      .resourceFromAttributes({ 'service.name': 'hearsay', 'service.version': VERSION })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  const [plugin] = await Promise.all([fastifyPlugin(), instrumentPg()]);
  return {
    plugin,
    of(request) {
      const { context } = request.opentelemetry();
      const span = context ? api.trace.getSpanContext(context) : undefined;
      return span && { trace_id: span.traceId, span_id: span.spanId };
    },
    async stop() {
      // A collector that is away must not keep the process.
      await Promise.race([provider.shutdown(), sleep(3_000, undefined, { ref: false })]);
      for (const part of [api.trace, api.context, api.propagation]) part.disable();
    },
  };
}

async function fastifyPlugin() {
  const { FastifyOtelInstrumentation } = await import('@fastify/otel');
  const instrumentation = new FastifyOtelInstrumentation({
    // A span for each of our hooks would say nothing.
    instrumentHooks: false,
    instrumentHandler: false,
    ignorePaths: ({ url }) => UNTRACED.test(url),
    requestHook(span, { method, url, routeOptions }) {
      // By the conventions for HTTP, which the plugin does not follow in these.
      span.updateName(routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`);
      const { path, query } = partsOf(url);
      span.setAttribute('url.path', path);
      if (query !== undefined) span.setAttribute('url.query', query);
    },
  });
  return instrumentation.plugin();
}

/**
 * The instrumentation of pg waits for it to be required, and never sees an import. But what is
 * imported is the same CommonJS module, whose classes are changed in place: so requiring it again
 * is all it takes, and no loader has to be there before everything else.
 */
async function instrumentPg(): Promise<void> {
  const { PgInstrumentation } = await import('@opentelemetry/instrumentation-pg');
  new PgInstrumentation({
    requireParentSpan: true,
    // It would take the name of the prepared statement, which is a hash.
    requestHook(span, { query }) {
      span.updateName(`pg.query:${/^\w+/.exec(query.text.trimStart())}`);
    },
  });
  const require = createRequire(import.meta.url);
  require('pg');
  createRequire(require.resolve('pg'))('pg-pool');
}

/** Spans that cannot be sent are worth a line in the log, not an error. */
function reportTo(
  logger: FastifyBaseLogger,
  { diag, DiagLogLevel }: typeof import('@opentelemetry/api'),
) {
  const warn = (message: string) => logger.warn(`tracing: ${message}`);
  const silent = () => {};
  diag.setLogger(
    { error: warn, warn, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
