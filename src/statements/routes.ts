import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getStatement, listStatements } from './queries.js';
import { StatementListQuery, StatementPageSchema, StatementSchema } from './schema.js';

const params = idParameter('statement', 'nk-troops-kursk-2025-01.losses');

export function statementRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/statements',
    {
      schema: {
        operationId: 'listStatements',
        tags: ['statements'],
        summary: 'List who said what, on whose word',
        querystring: StatementListQuery,
        response: { 200: StatementPageSchema },
      },
    },
    (request, reply) => sendJson(reply, listStatements(database, request.query)),
  );

  app.get(
    '/v1/statements/:id',
    {
      schema: {
        operationId: 'getStatement',
        tags: ['statements'],
        summary: 'Get one statement',
        params,
        querystring: ItemQuery,
        response: { 200: StatementSchema },
      },
    },
    (request, reply) => sendJson(reply, getStatement(database, request.params.id, request.query)),
  );
}
