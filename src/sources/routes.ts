import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getSource, listSources } from './queries.js';
import {
  SourceItemQuery,
  SourceListQuery,
  SourcePageSchema,
  SourceSchema,
  sourceView,
} from './schema.js';

export function sourceRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/sources',
    {
      config: { formats: sourceView.resource.listFormats },
      schema: {
        operationId: 'listSources',
        tags: ['derived'],
        summary: 'List on whose word everything stands',
        querystring: SourceListQuery,
        response: { 200: SourcePageSchema },
      },
    },
    (request, reply) => sendPage(reply, sourceView.resource, listSources(database, request.query)),
  );

  app.get(
    '/v1/sources/:id',
    {
      config: { formats: sourceView.resource.itemFormats },
      schema: {
        operationId: 'getSource',
        tags: ['derived'],
        summary: 'Get one source',
        params: idParameter('entity', 'lee-seong-kweun'),
        querystring: SourceItemQuery,
        response: { 200: SourceSchema },
      },
    },
    (request, reply) =>
      sendItem(reply, sourceView.resource, getSource(database, request.params.id, request.query)),
  );
}
