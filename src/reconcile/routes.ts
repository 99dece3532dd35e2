import type { App } from '../app.js';
import { sendJson } from '../http/reply.js';
import { reconcileFigures } from './queries.js';
import { ReconcileQuery, ReconciliationSchema } from './schema.js';

export function reconcileRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/figures/reconcile',
    {
      schema: {
        operationId: 'reconcileFigures',
        tags: ['derived'],
        summary: 'What do the figures of one measure and population come to?',
        description:
          'Groups the figures that can be compared and gives for each group the range that they allow, a best value by a rule, and every figure with the reason why it counts or not. Denials and contradictions take nothing away: both stand.',
        querystring: ReconcileQuery,
        response: { 200: ReconciliationSchema },
      },
    },
    (request, reply) => sendJson(reply, reconcileFigures(database, request.query)),
  );
}
