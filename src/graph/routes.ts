import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendJson } from '../http/reply.js';
import { listPaths } from './paths.js';
import { getGraph } from './queries.js';
import { GraphQuery, GraphSchema, PathQuery, PathsSchema } from './schema.js';

const params = idParameter('entity', 'kim-jong-un');

export function graphRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/entities/:id/graph',
    {
      schema: {
        operationId: 'getGraph',
        tags: ['derived'],
        summary: 'Who is tied to an entity, near and less near, and by what proof?',
        description:
          'A graph of entities. An edge is a reported tie, an event in which both take part, or a word passed from one to the other; it can be followed either way.',
        params,
        querystring: GraphQuery,
        response: { 200: GraphSchema },
      },
    },
    (request, reply) => sendJson(reply, getGraph(database, request.params.id, request.query)),
  );

  app.get(
    '/v1/paths',
    {
      schema: {
        operationId: 'listPaths',
        tags: ['derived'],
        summary: 'How are two entities connected, and by what proof?',
        description:
          'All shortest paths through the edges that `/v1/entities/{id}/graph` has, followed either way. An empty list says that the reports do not connect the two in so few steps.',
        querystring: PathQuery,
        response: { 200: PathsSchema },
      },
    },
    (request, reply) => sendJson(reply, listPaths(database, request.query)),
  );
}
