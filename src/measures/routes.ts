import type { App } from '../app.js';
import { sendPage } from '../http/reply.js';
import { listMeasures } from './queries.js';
import { MeasureListQuery, MeasurePageSchema, measureView } from './schema.js';

export function measureRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/measures',
    {
      config: { formats: measureView.resource.listFormats },
      schema: {
        operationId: 'listMeasures',
        tags: ['measures'],
        summary: 'List what figures can count',
        querystring: MeasureListQuery,
        response: { 200: MeasurePageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, measureView.resource, listMeasures(database, request.query)),
  );
}
