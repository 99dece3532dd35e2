import { z } from 'zod';
import type { App } from '../app.js';
import { BrokenHistory, compareMigrations } from '../database/migrate.js';
import { currentRelease } from '../releases/scope.js';
import { ALWAYS_ANSWERED } from './limits.js';
import { DocumentQuery } from './parameters.js';
import { Problem } from './problem.js';
import { sendJson } from './reply.js';

const LiveSchema = z
  .object({ status: z.literal('ok').describe('Always ok.') })
  .meta({ id: 'Live', description: 'The process answers.' });
const ReadySchema = z
  .object({
    status: z.literal('ok').describe('Always ok; anything else is a problem.'),
    release: z.int32().min(0).describe('The newest release; 0 before the first load.'),
  })
  .meta({
    id: 'Ready',
    description: 'The database answers and has every migration of this version.',
  });

export function healthRoutes(app: App) {
  const { database } = app;

  app.get(
    '/health/live',
    {
      config: ALWAYS_ANSWERED,
      schema: {
        operationId: 'getLive',
        tags: ['service'],
        summary: 'Does the process answer?',
        querystring: DocumentQuery,
        response: { 200: LiveSchema },
      },
    },
    (_request, reply) => sendJson(reply, JSON.stringify({ status: 'ok' })),
  );

  app.get(
    '/health/ready',
    {
      // A service that sheds load is not ready, so only the quota of a client does not count.
      config: { rateLimit: false },
      schema: {
        operationId: 'getReady',
        tags: ['service'],
        summary: 'Can requests be answered?',
        querystring: DocumentQuery,
        response: { 200: ReadySchema },
      },
    },
    async (_request, reply) => {
      const { pending } = await compareMigrations(database.pool).catch((error) => {
        throw error instanceof BrokenHistory ? unready(error.message) : error;
      });
      if (pending.length > 0) {
        throw unready(`The database lacks the migration ${pending.join(', ')}.`);
      }
      const release = await currentRelease(database);
      return sendJson(reply, JSON.stringify({ status: 'ok', release }));
    },
  );
}

const unready = (detail: string) => new Problem('unavailable', detail, [], { 'retry-after': '2' });
