import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getBundle, getEvidence } from './queries.js';
import { BundleDocumentSchema, EvidenceSchema } from './schema.js';

const OF = [
  { path: 'articles', kind: 'article', example: 'nk-troops-kursk-2025-01' },
  { path: 'statements', kind: 'statement', example: 'nk-troops-kursk-2025-01.losses' },
  { path: 'figures', kind: 'figure', example: 'nk-troops-kursk-2025-01.killed' },
] as const;

export function evidenceRoutes(app: App) {
  const { database } = app;

  for (const { path, kind, example } of OF) {
    app.get(
      `/v1/${path}/:id/evidence`,
      {
        schema: {
          operationId: `get${kind.charAt(0).toUpperCase()}${kind.slice(1)}Evidence`,
          tags: [path],
          summary: `Get all that it takes to check one ${kind}`,
          params: idParameter(kind, example),
          querystring: ItemQuery,
          response: { 200: EvidenceSchema },
        },
      },
      (request, reply) =>
        sendJson(reply, getEvidence(database, kind, request.params.id, request.query)),
    );
  }

  app.get(
    '/v1/articles/:id/bundle',
    {
      schema: {
        operationId: 'getArticleBundle',
        tags: ['articles'],
        summary: 'Get the bundle of an article, as it was loaded',
        params: idParameter('article', 'nk-troops-kursk-2025-01'),
        querystring: ItemQuery,
        response: { 200: BundleDocumentSchema },
      },
    },
    (request, reply) => sendJson(reply, getBundle(database, request.params.id, request.query)),
  );
}
