import type { App } from '../app.js';
import { idParameter } from '../http/item.js';
import { sendItem, sendPage } from '../http/reply.js';
import { getArticle, listArticles } from './queries.js';
import {
  ArticleItemQuery,
  ArticleListQuery,
  ArticlePageSchema,
  ArticleSchema,
  articleView,
} from './schema.js';

const params = idParameter('article', 'nk-troops-kursk-2025-01');

export function articleRoutes(app: App) {
  const { database } = app;

  app.get(
    '/v1/articles',
    {
      config: { formats: articleView.resource.listFormats },
      schema: {
        operationId: 'listArticles',
        tags: ['articles'],
        summary: 'List published texts',
        querystring: ArticleListQuery,
        response: { 200: ArticlePageSchema },
      },
    },
    (request, reply) =>
      sendPage(reply, articleView.resource, listArticles(database, request.query)),
  );

  app.get(
    '/v1/articles/:id',
    {
      config: { formats: articleView.resource.itemFormats },
      schema: {
        operationId: 'getArticle',
        tags: ['articles'],
        summary: 'Get one article',
        params,
        querystring: ArticleItemQuery,
        response: { 200: ArticleSchema },
      },
    },
    (request, reply) =>
      sendItem(reply, articleView.resource, getArticle(database, request.params.id, request.query)),
  );
}
