import type { App } from '../app.js';
import { sendJson } from '../http/reply.js';
import { listMeasures } from './queries.js';
import { MeasureListQuery, MeasurePageSchema } from './schema.js';

export function measureRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/measures',
    {
      schema: {
        operationId: 'listMeasures',
        tags: ['measures'],
        summary: 'List what figures can count',
        querystring: MeasureListQuery,
        response: { 200: MeasurePageSchema },
      },
    },
    (request, reply) => sendJson(reply, listMeasures(database, request.query)),
  );
}
