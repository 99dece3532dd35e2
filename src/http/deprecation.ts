import type { FastifyReply } from 'fastify';
import type { App } from '../app.js';

/** What is said of a route that is on its way out. */
export interface Deprecation {
  /** When it was deprecated. */
  since: Date;
  /** When it will be gone, if that is settled. */
  sunset?: Date;
  /** The path that takes its place. */
  successor?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecation?: Deprecation;
  }
}

/**
 * Announces what is on its way out: RFC 9745 (Deprecation) and RFC 8594 (Sunset). Nothing is at the
 * moment; a route becomes so by `config: { deprecation }`, and OpenAPI says it too.
 */
export function announceDeprecations(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { deprecation } = request.routeOptions.config;
    if (deprecation) announce(reply, deprecation);
    done();
  });
}

function announce(reply: FastifyReply, { since, sunset, successor }: Deprecation): void {
  reply.header('deprecation', `@${Math.floor(since.getTime() / 1000)}`);
  if (sunset) reply.header('sunset', sunset.toUTCString());
  if (successor) reply.header('link', `<${successor}>; rel="successor-version"`);
}
