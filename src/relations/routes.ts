import type { App } from '../app.js';
import { sendPage } from '../http/reply.js';
import { listRelations } from './queries.js';
import { RelationListQuery, RelationPageSchema, relationView } from './schema.js';

export function relationRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/relations',
    {
      config: { formats: relationView.resource.listFormats },
      schema: {
        operationId: 'listRelations',
        tags: ['relations'],
        summary: 'List reported ties between entities',
        querystring: RelationListQuery,
        response: { 200: RelationPageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, relationView.resource, listRelations(database, request.query)),
  );
}
