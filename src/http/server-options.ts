import type { Server } from 'node:http';
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { requestIdOf, sendRequestId } from './logging.js';
import { refuse, writeRawProblem } from './problem.js';
import { BROWSER_HEADERS } from './security.js';

export interface ServerOptions {
  /** Milliseconds that an answer may take. */
  requestTimeout: number;
  /** Addresses of proxies that are believed when they say who asks: CIDR blocks. */
  trustProxy?: string[] | undefined;
  logger?: FastifyBaseLogger;
}

/** Fastify sets no timeout of its own, and answers in its own shape what no route handles. */
export function serverOptions({ requestTimeout, trustProxy, logger }: ServerOptions) {
  return {
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: requestIdOf,
    trustProxy: trustProxy ?? false,
    http: { maxHeaderSize: 16_384 },
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
    frameworkErrors: refuseUnrouted,
    clientErrorHandler: writeRawProblem,
  } satisfies FastifyHttpOptions<Server>;
}

/** What the router refuses passes no hook. */
function refuseUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendRequestId(request, reply);
  reply.headers(BROWSER_HEADERS);
  refuse(error, request, reply);
}
