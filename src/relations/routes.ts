import type { App } from '../app.js';
import { sendJson } from '../http/reply.js';
import { listRelations } from './queries.js';
import { RelationListQuery, RelationPageSchema } from './schema.js';

export function relationRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/relations',
    {
      schema: {
        operationId: 'listRelations',
        tags: ['relations'],
        summary: 'List reported ties between entities',
        querystring: RelationListQuery,
        response: { 200: RelationPageSchema },
      },
    },
    (request, reply) => sendJson(reply, listRelations(database, request.query)),
  );
}
