import type { App } from '../app.js';
import { sendPage } from '../http/reply.js';
import { listTimeline } from './queries.js';
import { TimelinePageSchema, TimelineQuery, timelineView } from './schema.js';

export function timelineRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/timeline',
    {
      config: { formats: timelineView.resource.listFormats },
      schema: {
        operationId: 'listTimeline',
        tags: ['timeline'],
        summary: 'List what happened and what was said, on one axis of uncertain time',
        description:
          'By the first day that the time may mean, or descending by the last. An event stands before the statements of the same day. Filters of events keep statements by what they are about.',
        querystring: TimelineQuery,
        response: { 200: TimelinePageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, timelineView.resource, listTimeline(database, request.query)),
  );
}
