import type { App } from '../app.js';
import { sendPage } from '../http/reply.js';
import { search } from './queries.js';
import { DESCRIPTION, SearchPageSchema, SearchQuery, searchView } from './schema.js';

export function searchRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/search',
    {
      config: { formats: searchView.resource.listFormats },
      schema: {
        operationId: 'search',
        tags: ['search'],
        summary: 'Search entities, events, statements, figures and articles at once',
        description: DESCRIPTION,
        querystring: SearchQuery,
        response: { 200: SearchPageSchema },
      },
    },
    (request, reply) => sendPage(reply, searchView.resource, search(database, request.query)),
  );
}
