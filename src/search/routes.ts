import type { App } from '../app.js';
import { linkHeader, pageLinks } from '../http/links.js';
import { sendJson } from '../http/reply.js';
import { search } from './queries.js';
import { DESCRIPTION, SearchPageSchema, SearchQuery } from './schema.js';

export function searchRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/search',
    {
      schema: {
        operationId: 'search',
        tags: ['search'],
        summary: 'Search entities, events, statements, figures and articles at once',
        description: DESCRIPTION,
        querystring: SearchQuery,
        response: { 200: SearchPageSchema },
      },
    },
    async (request, reply) => {
      const { page, ...found } = await search(database, request.query);
      const links = pageLinks(request.url, page.next);
      reply.header('link', linkHeader(links));
      return sendJson(reply, JSON.stringify({ ...found, page: { ...page, links } }));
    },
  );
}
