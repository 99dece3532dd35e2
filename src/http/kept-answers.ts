import { buffer } from 'node:stream/consumers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { App } from '../app.js';
import { NAMED, type ScopeQuery } from '../releases/scope.js';
import { answerAtDoor } from './door.js';
import { type Answer, answerOf, keyOf, OF_REQUEST, sendKept } from './kept-answer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Under what its answer is to be kept; undefined if it is not, or was kept already. */
    keep: { key: string; release: number } | undefined;
  }
}

/** What an entry costs beside its body and its key: headers, objects, the list it stands in. */
const OVERHEAD = 1_500;

/**
 * Keeps answers about the dataset in memory, at most so many bytes of them: what was asked twice is
 * answered from there, before anything of the request is looked at, until the next release.
 * Answers are kept as they were sent, so this must come after what compresses.
 */
export function keepAnswers(app: App, { bytes, atDoor }: { bytes: number; atDoor: boolean }): void {
  if (bytes === 0) return;
  const answers = new LRUCache<string, Answer>({
    maxSize: bytes,
    // What is larger would push out too much that is asked more often.
    maxEntrySize: Math.ceil(bytes / 8),
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + OVERHEAD,
  });
  // Of what is asked for once, as by who walks through a list, nothing would be left but garbage.
  const seen = new LRUCache<string, true>({ max: 10_000 });
  if (atDoor) answerAtDoor(app, (key) => answers.get(key));
  app.decorateRequest('keep', undefined);

  app.addHook('onRequest', async (request, reply) => {
    if (!canKeep(request)) return;
    const release = await app.database.newestRelease();
    if (release === undefined) return;
    const key = keyOf(request.raw, release);
    const answer = answers.get(key);
    if (answer !== undefined) return resend(request, reply, answer);
    if (seen.has(key)) request.keep = { key, release: release.number };
    else seen.set(key, true);
  });

  app.addHook('onRoute', (route) => {
    route.onSend = [route.onSend ?? []].flat().concat(async (request, reply, payload: unknown) => {
      if (request.keep === undefined || reply.statusCode !== 200) return payload;
      const { key, release } = request.keep;
      const body = await bytesOf(payload);
      const { asOfRelease, [NAMED]: named } = request.query as ScopeQuery;
      // A release may have come after the key was made and before the data was read.
      if (asOfRelease !== undefined || named === release) answers.set(key, answerOf(reply, body));
      return body;
    });
  });
}

/** Answers about the dataset alone; an export is as long as the dataset. */
function canKeep({ method, routeOptions, headers }: FastifyRequest): boolean {
  const { url, config } = routeOptions;
  return (
    method === 'GET' &&
    url?.startsWith('/v1/') === true &&
    config.formats?.length !== 0 &&
    headers['x-no-compression'] === undefined
  );
}

function resend(request: FastifyRequest, reply: FastifyReply, answer: Answer) {
  const own = OF_REQUEST.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [name, String(value)];
  });
  // What follows in Fastify has nothing left to do for it, and would take as long again.
  reply.hijack();
  sendKept(request.raw, reply.raw, answer, own);
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  if (Buffer.isBuffer(payload)) return payload;
  if (typeof payload === 'string') return Buffer.from(payload);
  return buffer(payload as NodeJS.ReadableStream);
}
