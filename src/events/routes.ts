import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getEvent, listEvents } from './queries.js';
import { EventListQuery, EventPageSchema, EventSchema } from './schema.js';

const params = idParameter('event', 'nk-deployment-to-russia');

export function eventRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/events',
    {
      schema: {
        operationId: 'listEvents',
        tags: ['events'],
        summary: 'List what is reported to have happened or that may happen',
        querystring: EventListQuery,
        response: { 200: EventPageSchema },
      },
    },
    (request, reply) => sendJson(reply, listEvents(database, request.query)),
  );

  app.get(
    '/v1/events/:id',
    {
      schema: {
        operationId: 'getEvent',
        tags: ['events'],
        summary: 'Get one event',
        params,
        querystring: ItemQuery,
        response: { 200: EventSchema },
      },
    },
    (request, reply) => sendJson(reply, getEvent(database, request.params.id, request.query)),
  );
}
