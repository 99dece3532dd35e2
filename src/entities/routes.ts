import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getEntity, listEntities, listMentions } from './queries.js';
import {
  EntityItemQuery,
  EntityListQuery,
  EntityPageSchema,
  EntitySchema,
  entityView,
  MentionListQuery,
  MentionPageSchema,
  mentionView,
} from './schema.js';

const params = idParameter('entity', 'kim-jong-un');

export function entityRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/entities',
    {
      config: { formats: entityView.resource.listFormats },
      schema: {
        operationId: 'listEntities',
        tags: ['entities'],
        summary: 'List people, organizations, units, countries and places',
        querystring: EntityListQuery,
        response: { 200: EntityPageSchema },
      },
    },
    (request, reply) => sendPage(reply, entityView.resource, listEntities(database, request.query)),
  );

  app.get(
    '/v1/entities/:id',
    {
      config: { formats: entityView.resource.itemFormats },
      schema: {
        operationId: 'getEntity',
        tags: ['entities'],
        summary: 'Get one entity',
        params,
        querystring: EntityItemQuery,
        response: { 200: EntitySchema },
      },
    },
    (request, reply) =>
      sendItem(reply, entityView.resource, getEntity(database, request.params.id, request.query)),
  );

  app.get(
    '/v1/entities/:id/mentions',
    {
      config: { formats: mentionView.resource.listFormats },
      schema: {
        operationId: 'listMentions',
        tags: ['entities'],
        summary: 'List the places at which articles name an entity',
        params,
        querystring: MentionListQuery,
        response: { 200: MentionPageSchema },
      },
    },
    (request, reply) =>
      sendPage(
        reply,
        mentionView.resource,
        listMentions(database, request.params.id, request.query),
      ),
  );
}
