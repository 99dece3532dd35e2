import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getStatement, listStatements } from './queries.js';
import {
  StatementItemQuery,
  StatementListQuery,
  StatementPageSchema,
  StatementSchema,
  statementView,
} from './schema.js';

const params = idParameter('statement', 'nk-troops-kursk-2025-01.losses');

export function statementRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/statements',
    {
      config: { formats: statementView.resource.listFormats },
      schema: {
        operationId: 'listStatements',
        tags: ['statements'],
        summary: 'List who said what, on whose word',
        querystring: StatementListQuery,
        response: { 200: StatementPageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, statementView.resource, listStatements(database, request.query)),
  );

  app.get(
    '/v1/statements/:id',
    {
      config: { formats: statementView.resource.itemFormats },
      schema: {
        operationId: 'getStatement',
        tags: ['statements'],
        summary: 'Get one statement',
        params,
        querystring: StatementItemQuery,
        response: { 200: StatementSchema },
      },
    },
    (request, reply) =>
      sendItem(
        reply,
        statementView.resource,
        getStatement(database, request.params.id, request.query),
      ),
  );
}
