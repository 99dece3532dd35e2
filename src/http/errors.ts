import type { FastifyRequest, RouteOptions } from 'fastify';
import type { App } from '../app.js';
import { nearest } from '../nearest.js';
import { Problem, sendProblem } from './problem.js';
import { methodsAt } from './security.js';

/**
 * Lets every error leave as a problem: thrown ones, unknown paths, wrong methods. Returns the
 * routes, which fill up as they are added.
 */
export function serveErrors(app: App): RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  app.setErrorHandler(sendProblem);
  const refusalOf = (request: FastifyRequest): Problem => {
    const [path = ''] = request.url.split('?');
    const allow = methodsAt(app, path);
    if (allow.length > 0 && !allow.includes(request.method)) {
      const detail = `${request.method} is not possible here; only ${allow.join(', ')}.`;
      return new Problem('method-not-allowed', detail, [], { allow: allow.join(', ') });
    }
    const others = new Set(routes.map(({ url }) => filled(url, path)));
    const longer = [...others].find((other) => other.startsWith(`${path}.`));
    const near = longer ?? nearest(path, others);
    const hint = near ? `Did you mean ${near}?` : 'The index at / lists what there is.';
    return new Problem('not-found', `There is nothing at ${path}. ${hint}`);
  };
  // Before anything of the request's body is looked at: it is of no use to anybody.
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.is404 ? refusalOf(request) : undefined);
  });
  // For routes that find nothing to serve: the files of Swagger UI.
  app.setNotFoundHandler((request) => {
    throw refusalOf(request);
  });
  return routes;
}

/**
 * The path of a route with the values that a path has in the places of its parameters. Of an export
 * without its format it is that of NDJSON.
 */
function filled(route: string, path: string): string {
  const given = path.split('/');
  const parts = route.split('/').map((part, nth) => {
    const value = given[nth];
    if (value === undefined || !part.startsWith(':')) return part;
    return part.includes('.:') && !value.includes('.') ? `${value}.ndjson` : value;
  });
  return parts.join('/');
}
