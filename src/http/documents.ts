import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { RouteOptions } from 'fastify';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { App } from '../app.js';
import { MEDIA_TYPES } from '../formats/formats.js';
import { CONTEXT, CONTEXT_PATH } from '../formats/json-ld.js';
import { VERSION } from '../project.js';
import { INDEX_LINKS } from './api-catalog.js';
import examples from './examples.json' with { type: 'json' };
import { ICON, ICON_PATH, indexHtml, indexOf, problemHtml } from './index-page.js';
import { openApi } from './openapi.js';
import { openApi30 } from './openapi-3.0.js';
import { withExamples } from './openapi-examples.js';
import { DocumentQuery } from './parameters.js';
import { notFound, PROBLEMS, type ProblemKind } from './problem.js';
import { sendJson } from './reply.js';

const IndexSchema = z
  .object({
    name: z.string().describe('Name of the service.'),
    version: z.string().describe('Version of the software.'),
    description: z.string().describe('What it is for.'),
    resources: z
      .array(
        z
          .object({
            path: z.string().describe('Path of the resource.'),
            summary: z.string().describe('What it gives.'),
            example: z.string().describe('A URL that works.'),
          })
          .meta({ id: 'IndexEntry', description: 'One resource and an example of it.' }),
      )
      .describe('What there is.'),
  })
  .meta({ id: 'Index', description: 'What the service offers.' });

/** The documents about the service: index, OpenAPI, its pages, and what each problem means. */
export async function documentRoutes(app: App, routes: RouteOptions[]) {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getIndex',
        tags: ['service'],
        summary: 'What there is, with examples that work',
        querystring: DocumentQuery,
        response: { 200: IndexSchema },
      },
    },
    async (request, reply) => {
      const origin = `${request.protocol}://${request.host}`;
      const index = indexOf(document, origin);
      reply.header('link', INDEX_LINKS);
      if (request.headers.accept?.includes('text/html')) {
        return reply.type('text/html; charset=utf-8').send(indexHtml(index));
      }
      return sendJson(reply, JSON.stringify(index));
    },
  );

  app.get<{ Params: { kind: string } }>('/problems/:kind', (request, reply) => {
    const kind = request.params.kind as ProblemKind;
    if (!Object.hasOwn(PROBLEMS, kind)) throw notFound('kind of problem', kind);
    return reply.type('text/html; charset=utf-8').send(problemHtml(kind));
  });

  // Browsers ask for the second wherever no page names the first: beside JSON, too.
  for (const path of [ICON_PATH, '/favicon.ico']) {
    app.get(path, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(ICON),
    );
  }

  app.get(CONTEXT_PATH, (_request, reply) =>
    reply.type(MEDIA_TYPES['json-ld']).send(JSON.stringify(CONTEXT)),
  );

  const document = withExamples(openApi(routes, VERSION), examples);
  const json = JSON.stringify(document);
  app.get('/openapi.json', { schema: { querystring: DocumentQuery } }, (_request, reply) =>
    sendJson(reply, json),
  );
  let yaml: string | undefined;
  app.get('/openapi.yaml', (_request, reply) => {
    yaml ??= stringify(document, { aliasDuplicateObjects: false });
    return reply.type('application/yaml; charset=utf-8').send(yaml);
  });
  const json30 = JSON.stringify(openApi30(document));
  app.get('/openapi-3.0.json', { schema: { querystring: DocumentQuery } }, (_request, reply) =>
    sendJson(reply, json30),
  );
  await app.register(swagger, {
    mode: 'static',
    specification: { document: document as never },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, tryItOutEnabled: true },
    theme: { title: 'Hearsay API' },
    logo: { type: 'image/svg+xml', content: Buffer.from(ICON), href: '/', target: '_self' },
  });
}
