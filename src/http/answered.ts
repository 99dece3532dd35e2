import type { FastifyBaseLogger } from 'fastify';
import type { App } from '../app.js';

/** An answer that has left. */
export interface Answered {
  method: string;
  url: string;
  /** The template of the URL, never the URL: there are as many of those as people think of. */
  route: string;
  status: number;
  /** Milliseconds from the head of the request to the end of the answer. */
  ms: number;
  /** Of the request. */
  log: FastifyBaseLogger;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Who wants to hear of each answer. */
    answerListeners: ((answered: Answered) => void)[];
  }
}

/** Tells of every answer: the log and the metrics listen. */
export function tellOfAnswers(app: App): void {
  app.decorate('answerListeners', []);
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url, log } = request;
    const route = request.routeOptions.url ?? 'none';
    tell(app, { method, url, route, status: reply.statusCode, ms: reply.elapsedTime, log });
    done();
  });
}

export function tell({ answerListeners }: App, answered: Answered): void {
  for (const listener of answerListeners) listener(answered);
}
