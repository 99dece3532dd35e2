import compress from '@fastify/compress';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { articleRoutes } from './articles/routes.js';
import { checkRoutes } from './checks/routes.js';
import type { Database } from './database/database.js';
import { entityRoutes } from './entities/routes.js';
import { eventRoutes } from './events/routes.js';
import { evidenceRoutes } from './evidence/routes.js';
import { figureRoutes } from './figures/routes.js';
import { cacheAnswers } from './http/caching.js';
import { COMPRESSION } from './http/compression.js';
import { documentRoutes } from './http/documents.js';
import { serveErrors } from './http/errors.js';
import { healthRoutes } from './http/health.js';
import { logRequests } from './http/logging.js';
import { serverOptions } from './http/server-options.js';
import { validatorCompiler, type ZodTypes } from './http/validation.js';
import { measureRoutes } from './measures/routes.js';
import { reconcileRoutes } from './reconcile/routes.js';
import { relationRoutes } from './relations/routes.js';
import { releaseRoutes } from './releases/routes.js';
import { sourceRoutes } from './sources/routes.js';
import { statementRoutes } from './statements/routes.js';

export interface AppOptions {
  database: Database;
  /** Milliseconds that an answer may take. */
  requestTimeout: number;
  logger?: FastifyBaseLogger;
}

/** The whole service, not yet listening. */
export async function buildApp({ database, requestTimeout, logger }: AppOptions): Promise<App> {
  const app: App = fastify(serverOptions(requestTimeout, logger)).withTypeProvider<ZodTypes>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorate('database', database);

  logRequests(app);
  const routes = serveErrors(app);
  cacheAnswers(app);
  await app.register(compress, COMPRESSION);

  articleRoutes(app);
  entityRoutes(app);
  eventRoutes(app);
  statementRoutes(app);
  figureRoutes(app);
  reconcileRoutes(app);
  checkRoutes(app);
  relationRoutes(app);
  sourceRoutes(app);
  evidenceRoutes(app);
  releaseRoutes(app);
  measureRoutes(app);
  healthRoutes(app);
  await documentRoutes(app, routes);

  return app;
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypes
>;

declare module 'fastify' {
  interface FastifyInstance {
    database: Database;
  }
}
