import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.js';
import { tell } from './answered.js';
import { type Answer, keyOf, sendKept } from './kept-answer.js';
import { requestIdOf } from './logging.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Sends kept answers before Fastify hears of the request. To route it, give it a logger and a
 * timer, and call the hooks takes longer than to send what is there already. What needs any of that,
 * or a look at the database, goes in.
 */
export function answerAtDoor(app: App, find: (key: string) => Answer | undefined): void {
  const { server, database } = app;
  const [enter] = server.listeners('request') as [Listener];
  server.removeListener('request', enter);
  server.on('request', (request, response) => {
    const release = asksPlainly(request) ? database.servers.believed() : undefined;
    const answer = release && find(keyOf(request, release));
    if (answer === undefined) return enter.call(server, request, response);
    const began = performance.now();
    const id = requestIdOf(request);
    response.on('finish', () => {
      const { method = 'GET', url = '' } = request;
      const ms = performance.now() - began;
      const log = app.log.child({ reqId: id });
      tell(app, { method, url, route: answer.route, status: response.statusCode, ms, log });
    });
    sendKept(request, response, answer, ['x-request-id', id]);
  });
}

/** Whether the answer depends on nothing but what the key of kept answers has. */
const asksPlainly = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  headers.traceparent === undefined &&
  headers['x-no-compression'] === undefined;
