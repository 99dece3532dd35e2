import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getSource, listSources } from './queries.js';
import { SourceListQuery, SourcePageSchema, SourceSchema } from './schema.js';

export function sourceRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/sources',
    {
      schema: {
        operationId: 'listSources',
        tags: ['derived'],
        summary: 'List on whose word everything stands',
        querystring: SourceListQuery,
        response: { 200: SourcePageSchema },
      },
    },
    (request, reply) => sendJson(reply, listSources(database, request.query)),
  );

  app.get(
    '/v1/sources/:id',
    {
      schema: {
        operationId: 'getSource',
        tags: ['derived'],
        summary: 'Get one source',
        params: idParameter('entity', 'lee-seong-kweun'),
        querystring: ItemQuery,
        response: { 200: SourceSchema },
      },
    },
    (request, reply) => sendJson(reply, getSource(database, request.params.id, request.query)),
  );
}
