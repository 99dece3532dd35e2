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
import { exportRoutes } from './export/routes.js';
import { figureRoutes } from './figures/routes.js';
import { graphRoutes } from './graph/routes.js';
import { tellOfAnswers } from './http/answered.js';
import { apiCatalogRoute } from './http/api-catalog.js';
import { cacheAnswers } from './http/caching.js';
import { COMPRESSION } from './http/compression.js';
import { announceDeprecations } from './http/deprecation.js';
import { documentRoutes } from './http/documents.js';
import { serveErrors } from './http/errors.js';
import { healthRoutes } from './http/health.js';
import { keepAnswers } from './http/kept-answers.js';
import { type Limits, limitRequests } from './http/limits.js';
import { logRequests } from './http/logging.js';
import { secure } from './http/security.js';
import { type ServerOptions, serverOptions } from './http/server-options.js';
import { validatorCompiler, type ZodTypes } from './http/validation.js';
import { measureRoutes } from './measures/routes.js';
import { serveMetrics } from './observability/metrics.js';
import type { Tracing } from './observability/tracing.js';
import { reconcileRoutes } from './reconcile/routes.js';
import { relationRoutes } from './relations/routes.js';
import { releaseRoutes } from './releases/routes.js';
import { searchRoutes } from './search/routes.js';
import { sourceRoutes } from './sources/routes.js';
import { statementRoutes } from './statements/routes.js';
import { timelineRoutes } from './timeline/routes.js';

export interface AppOptions extends ServerOptions {
  database: Database;
  /** Without any, everybody may ask as much as they like. */
  limits?: Limits;
  /** Bytes of memory for answers that were given before. */
  keptAnswers?: number;
  tracing?: Tracing | undefined;
}

/** The whole service, not yet listening. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { database, limits = {}, keptAnswers = 0, tracing } = options;
  const app: App = fastify(serverOptions(options)).withTypeProvider<ZodTypes>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorate('database', database);

  if (tracing) await app.register(tracing.plugin);
  tellOfAnswers(app);
  logRequests(app, tracing);
  serveMetrics(app);
  secure(app);
  await limitRequests(app, limits);
  const routes = serveErrors(app);
  cacheAnswers(app);
  announceDeprecations(app);
  await app.register(compress, COMPRESSION);
  // A quota counts clients, and a trace requests, inside of Fastify.
  keepAnswers(app, { bytes: keptAnswers, atDoor: !limits.quota && !tracing });

  articleRoutes(app);
  entityRoutes(app);
  eventRoutes(app);
  statementRoutes(app);
  timelineRoutes(app);
  figureRoutes(app);
  reconcileRoutes(app);
  checkRoutes(app);
  relationRoutes(app);
  graphRoutes(app);
  sourceRoutes(app);
  evidenceRoutes(app);
  releaseRoutes(app);
  searchRoutes(app);
  measureRoutes(app);
  exportRoutes(app);
  healthRoutes(app);
  apiCatalogRoute(app);
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
