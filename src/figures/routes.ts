import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getFigure, listFigures } from './queries.js';
import { FigureListQuery, FigurePageSchema, FigureSchema } from './schema.js';

const params = idParameter('figure', 'nk-troops-kursk-2025-01.killed');

export function figureRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/figures',
    {
      schema: {
        operationId: 'listFigures',
        tags: ['figures'],
        summary: 'List reported quantities, each with its chain',
        querystring: FigureListQuery,
        response: { 200: FigurePageSchema },
      },
    },
    (request, reply) => sendJson(reply, listFigures(database, request.query)),
  );

  app.get(
    '/v1/figures/:id',
    {
      schema: {
        operationId: 'getFigure',
        tags: ['figures'],
        summary: 'Get one figure',
        params,
        querystring: ItemQuery,
        response: { 200: FigureSchema },
      },
    },
    (request, reply) => sendJson(reply, getFigure(database, request.params.id, request.query)),
  );
}
