import type { App } from '../app.js';
import { sendJson } from '../http/reply.js';
import { checkFigures } from './queries.js';
import { CHECKS_MAX, CheckQuery, ChecksSchema } from './schema.js';

export function checkRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/figures/checks',
    {
      schema: {
        operationId: 'checkFigures',
        tags: ['derived'],
        summary: 'Do the numbers add up?',
        description: `Holds figures against the rules of the measures vocabulary by interval arithmetic. Figures that were updated, retracted, negated, have no number, or of which nobody says whom they count are left out, and so are those of events that are not reported as actual. More than ${CHECKS_MAX} checks are a 400: then fewer figures must be asked for.`,
        querystring: CheckQuery,
        response: { 200: ChecksSchema },
      },
    },
    (request, reply) => sendJson(reply, checkFigures(database, request.query)),
  );
}
