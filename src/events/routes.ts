import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getEvent, listEvents } from './queries.js';
import {
  EventItemQuery,
  EventListQuery,
  EventPageSchema,
  EventSchema,
  eventView,
} from './schema.js';

const params = idParameter('event', 'nk-deployment-to-russia');

export function eventRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/events',
    {
      config: { formats: eventView.resource.listFormats },
      schema: {
        operationId: 'listEvents',
        tags: ['events'],
        summary: 'List what is reported to have happened or that may happen',
        querystring: EventListQuery,
        response: { 200: EventPageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, eventView.resource, listEvents(database, request.query, request.format)),
  );

  app.get(
    '/v1/events/:id',
    {
      config: { formats: eventView.resource.itemFormats },
      schema: {
        operationId: 'getEvent',
        tags: ['events'],
        summary: 'Get one event',
        params,
        querystring: EventItemQuery,
        response: { 200: EventSchema },
      },
    },
    (request, reply) =>
      sendItem(
        reply,
        eventView.resource,
        getEvent(database, request.params.id, request.query, request.format),
      ),
  );
}
