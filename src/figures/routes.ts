import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getFigure, listFigures } from './queries.js';
import {
  FigureItemQuery,
  FigureListQuery,
  FigurePageSchema,
  FigureSchema,
  figureView,
} from './schema.js';

const params = idParameter('figure', 'nk-troops-kursk-2025-01.killed');

export function figureRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/figures',
    {
      config: { formats: figureView.resource.listFormats },
      schema: {
        operationId: 'listFigures',
        tags: ['figures'],
        summary: 'List reported quantities, each with its chain',
        querystring: FigureListQuery,
        response: { 200: FigurePageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, figureView.resource, listFigures(database, request.query, request.format)),
  );

  app.get(
    '/v1/figures/:id',
    {
      config: { formats: figureView.resource.itemFormats },
      schema: {
        operationId: 'getFigure',
        tags: ['figures'],
        summary: 'Get one figure',
        params,
        querystring: FigureItemQuery,
        response: { 200: FigureSchema },
      },
    },
    (request, reply) =>
      sendItem(
        reply,
        figureView.resource,
        getFigure(database, request.params.id, request.query, request.format),
      ),
  );
}
