import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getEntity, listEntities, listMentions } from './queries.js';
import {
  EntityListQuery,
  EntityPageSchema,
  EntitySchema,
  MentionListQuery,
  MentionPageSchema,
} from './schema.js';

const params = idParameter('entity', 'kim-jong-un');

export function entityRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/entities',
    {
      schema: {
        operationId: 'listEntities',
        tags: ['entities'],
        summary: 'List people, organizations, units, countries and places',
        querystring: EntityListQuery,
        response: { 200: EntityPageSchema },
      },
    },
    (request, reply) => sendJson(reply, listEntities(database, request.query)),
  );

  app.get(
    '/v1/entities/:id',
    {
      schema: {
        operationId: 'getEntity',
        tags: ['entities'],
        summary: 'Get one entity',
        params,
        querystring: ItemQuery,
        response: { 200: EntitySchema },
      },
    },
    (request, reply) => sendJson(reply, getEntity(database, request.params.id, request.query)),
  );

  app.get(
    '/v1/entities/:id/mentions',
    {
      schema: {
        operationId: 'listMentions',
        tags: ['entities'],
        summary: 'List the places at which articles name an entity',
        params,
        querystring: MentionListQuery,
        response: { 200: MentionPageSchema },
      },
    },
    (request, reply) => sendJson(reply, listMentions(database, request.params.id, request.query)),
  );
}
