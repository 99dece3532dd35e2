import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { ReleaseInfo } from '../database/newest.js';
import { isKnown } from './caching.js';

/** An answer that may be given again. */
export interface Answer {
  /** The template of its URL. */
  route: string;
  /** Those of the answer itself, name and value by turns; a request's own are not among them. */
  headers: string[];
  /** Those of them that a 304 has too. */
  headersOf304: string[];
  etag: string;
  lastModified: string;
  body: Buffer;
}

/** What an answer may depend on: the release, the URL, and the headers that `Vary` names. */
export const keyOf = ({ url, headers }: IncomingMessage, { number, loadedAt }: ReleaseInfo) =>
  [number, loadedAt.getTime(), headers.accept, headers['accept-encoding'], url].join('\n');

/** Headers that are not of the answer, but of the request that it was given to. */
export const OF_REQUEST = ['x-request-id', 'ratelimit', 'ratelimit-policy'];

/** Headers that tell of the body. */
const OF_BODY = /^(content-(type|length|encoding)|link)$/;

/** What is kept of an answer as it is sent. */
export function answerOf(reply: FastifyReply, body: Buffer): Answer {
  const headers = Object.entries(reply.getHeaders())
    .filter(([name]) => !OF_REQUEST.includes(name) && name !== 'content-length')
    .map(([name, value]) => [name, String(value)] as [string, string]);
  return {
    route: reply.request.routeOptions.url ?? 'none',
    headers: [...headers.flat(), 'content-length', String(body.length)],
    headersOf304: headers.filter(([name]) => !OF_BODY.test(name)).flat(),
    etag: String(reply.getHeader('etag')),
    lastModified: String(reply.getHeader('last-modified')),
    body,
  };
}

/** Sends an answer, or a 304 if the reader has it, with headers of the request's own. */
export function sendKept(
  { headers }: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  own: string[],
): void {
  if (isKnown(headers, answer.etag, answer.lastModified)) {
    response.writeHead(304, own.concat(answer.headersOf304)).end();
  } else {
    response.writeHead(200, own.concat(answer.headers)).end(answer.body);
  }
}
