import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type FastifyBaseLogger, type FastifyHttpOptions, LogController } from 'fastify';
import { refuse, writeRawProblem } from './problem.js';

/** Fastify sets no timeout of its own, and answers in its own shape what no route handles. */
export function serverOptions(requestTimeout: number, logger?: FastifyBaseLogger) {
  return {
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    handlerTimeout: requestTimeout,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    // What has reached the service before it ends is answered, not turned away.
    return503OnClosing: false,
    bodyLimit: 1024,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    frameworkErrors: refuse,
    clientErrorHandler: writeRawProblem,
  } satisfies FastifyHttpOptions<Server>;
}
