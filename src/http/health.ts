import { z } from 'zod';
import type { App } from '../app.js';
import { BrokenHistory, compareMigrations } from '../database/migrate.js';
import { steadiest } from '../database/reading.js';
import { currentRelease } from '../releases/scope.js';
import { ALWAYS_ANSWERED } from './limits.js';
import { DocumentQuery } from './parameters.js';
import { Problem } from './problem.js';
import { sendJson } from './reply.js';

const LiveSchema = z
  .object({ status: z.literal('ok').describe('Always ok.') })
  .meta({ id: 'Live', description: 'The process answers.' });
const ServerRoleSchema = z.enum(['primary', 'replica']).meta({
  id: 'ServerRole',
  description: 'As PostgreSQL has it: a replica that was promoted is a primary.',
});
const ServerStateSchema = z.enum(['healthy', 'behind', 'foreign', 'unreachable']).meta({
  id: 'ServerState',
  description:
    '`behind`: it lacks the release that is served, or a migration; `foreign`: it has the data of another database.',
});
const ServerSchema = z
  .object({
    name: z
      .string()
      .describe('`database`, or `replica-1` and so on; the start says which is which.'),
    role: ServerRoleSchema.describe('What it is now.'),
    state: ServerStateSchema.describe('Whether it can be read from.'),
    takesReads: z
      .boolean()
      .describe('Replicas that are healthy take the reads; the primary, where there is none.'),
    release: z.int32().min(0).nullable().describe('Its newest release; null if unreachable.'),
    secondsBehind: z
      .number()
      .min(0)
      .nullable()
      .describe('Seconds since the first release that it lacks; null if unreachable.'),
  })
  .meta({ id: 'Server', description: 'A PostgreSQL server behind the API.' });
const ReadySchema = z
  .object({
    status: z.literal('ok').describe('Always ok; anything else is a problem.'),
    release: z.int32().min(0).describe('The newest release; 0 before the first load.'),
    servers: z.array(ServerSchema).describe('What is behind the API; at least one takes reads.'),
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
      const { servers } = database;
      await servers.look(performance.now());
      const { pool } = steadiest(servers) ?? servers.primary;
      const { pending } = await compareMigrations(pool).catch((error) => {
        throw error instanceof BrokenHistory ? unready(error.message) : error;
      });
      if (pending.length > 0) {
        throw unready(`The database lacks the migration ${pending.join(', ')}.`);
      }
      const release = await currentRelease(database);
      const states = servers.states().map(({ reason, ...state }) => state);
      return sendJson(reply, JSON.stringify({ status: 'ok', release, servers: states }));
    },
  );
}

const unready = (detail: string) => new Problem('unavailable', detail, [], { 'retry-after': '2' });
