import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app.js';
import type { Tracing } from '../observability/tracing.js';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
// https://www.w3.org/TR/trace-context/#traceparent-header: later versions may be longer.
const TRACEPARENT =
  /^(?:00(?=.{53}$)|(?!00|ff)[\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;

/** The id that the client gave to a request, if it is one that can stand in a log; else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Says in the answer under which id the request is logged. */
export function sendRequestId(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
}

/** One line a request: what was asked, how it ended, how long it took; nothing about the asker. */
export function logRequests(app: App, tracing?: Tracing): void {
  app.addHook('onRequest', (request, reply, done) => {
    sendRequestId(request, reply);
    const trace = tracing?.of(request) ?? traceOf(request.headers.traceparent);
    if (trace) {
      request.log = request.log.child(trace);
      reply.log = request.log;
    }
    done();
  });
  app.answerListeners.push(({ method, url, status, ms: exact, log }) => {
    const ms = Math.round(exact * 10) / 10;
    log.info({ method, url, status, ms }, `${method} ${url} ${status} in ${ms} ms`);
  });
}

/** The trace that the client's request is part of; the span is the client's, so it is not ours. */
function traceOf(traceparent: string | string[] | undefined): { trace_id: string } | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, trace_id] = TRACEPARENT.exec(traceparent) ?? [];
  return trace_id === undefined ? undefined : { trace_id };
}
