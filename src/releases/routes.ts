import type { App } from '../app.js';
import { DocumentQuery } from '../http/parameters.js';
import { sendJson, sendPage } from '../http/reply.js';
import { getRelease, listReleases } from './queries.js';
import {
  ReleaseDetailSchema,
  ReleaseListQuery,
  ReleasePageSchema,
  ReleaseParams,
  releaseView,
} from './schema.js';

export function releaseRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/releases',
    {
      config: { formats: releaseView.resource.listFormats },
      schema: {
        operationId: 'listReleases',
        tags: ['service'],
        summary: 'List the versions of the dataset',
        querystring: ReleaseListQuery,
        response: { 200: ReleasePageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, releaseView.resource, listReleases(database, request.query)),
  );

  app.get(
    '/v1/releases/:number',
    {
      schema: {
        operationId: 'getRelease',
        tags: ['service'],
        summary: 'Get one release, and what it changed',
        params: ReleaseParams,
        querystring: DocumentQuery,
        response: { 200: ReleaseDetailSchema },
      },
    },
    (request, reply) => sendJson(reply, getRelease(database, request.params.number)),
  );
}
