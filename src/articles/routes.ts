import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { ItemQuery } from '../http/parameters.js';
import { sendJson } from '../http/reply.js';
import { getArticle, listArticles } from './queries.js';
import { ArticleListQuery, ArticlePageSchema, ArticleSchema } from './schema.js';

const params = idParameter('article', 'nk-troops-kursk-2025-01');

export function articleRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/articles',
    {
      schema: {
        operationId: 'listArticles',
        tags: ['articles'],
        summary: 'List published texts',
        querystring: ArticleListQuery,
        response: { 200: ArticlePageSchema },
      },
    },
    (request, reply) => sendJson(reply, listArticles(database, request.query)),
  );

  app.get(
    '/v1/articles/:id',
    {
      schema: {
        operationId: 'getArticle',
        tags: ['articles'],
        summary: 'Get one article',
        params,
        querystring: ItemQuery,
        response: { 200: ArticleSchema },
      },
    },
    (request, reply) => sendJson(reply, getArticle(database, request.params.id, request.query)),
  );
}
