import type { App } from '../app.js';
import { sendJson } from '../http/reply.js';
import { checkFigures } from './queries.js';
import { CheckQuery, ChecksSchema } from './schema.js';

export function checkRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/figures/checks',
    {
      schema: {
        operationId: 'checkFigures',
        tags: ['derived'],
        summary: 'Do the numbers add up?',
        description:
          'Holds figures against the rules of the measures vocabulary by interval arithmetic. Figures that were updated, retracted, negated, or have no number are left out, and so are those of events that are not reported as actual.',
        querystring: CheckQuery,
        response: { 200: ChecksSchema },
      },
    },
    (request, reply) => sendJson(reply, checkFigures(database, request.query)),
  );
}
