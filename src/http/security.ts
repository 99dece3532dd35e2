import type { App } from '../app.js';

/** Scripts and styles come from this server alone; Swagger UI and our own pages need no more. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Our pages carry their few lines of style with them, and Swagger UI adds a style element.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

/**
 * What tells browsers what they may do with an answer: any site may read it, none may embed it, and
 * nothing that is not ours runs in it.
 *
 * @fastify/helmet makes all of its middleware anew for each request, which took 40 µs: more than
 * everything else that is done here for one. No Strict-Transport-Security: whoever terminates TLS
 * decides it, and over plain HTTP it must not be sent (RFC 6797).
 *
 * @fastify/cors adds a route for OPTIONS of `*`, by which every path looks as if it existed: an
 * unknown one would be a 405, and OPTIONS would not say what a path has.
 */
export const BROWSER_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
};

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
};

export function secure(app: App): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(BROWSER_HEADERS);
    if (request.method !== 'OPTIONS') return done();
    const [url = ''] = request.url.split('?');
    const allowed = methodsAt(app, url);
    // A script that may not ask could not read that there is nothing at this path.
    const isPreflight = request.headers['access-control-request-method'] !== undefined;
    if (allowed.length === 0 && url !== '*' && !isPreflight) return done();
    const allow = (allowed.length > 0 ? allowed : ['GET', 'HEAD', 'OPTIONS']).join(', ');
    reply.code(204).headers(PREFLIGHT).header('allow', allow).send();
  });
}

/** The methods of a path, OPTIONS among them; none if there is nothing at it. */
export function methodsAt(app: App, url: string): string[] {
  const methods = app.supportedMethods.filter((method) => app.findRoute({ url, method }));
  return methods.length === 0 ? [] : [...methods, 'OPTIONS'];
}
