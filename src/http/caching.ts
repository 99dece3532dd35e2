import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app.js';
import type { ReleaseInfo } from '../database/newest.js';
import { type Format, negotiate } from '../formats/formats.js';
import { VERSION } from '../project.js';
import { NAMED, releaseInfo, type ScopeQuery } from '../releases/scope.js';
import { partsOf } from './url.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The formats that a route answers in: JSON alone if it does not say, none to choose if empty. */
    formats?: readonly Format[];
  }
  interface FastifyRequest {
    /** The format that was negotiated. */
    format: Format;
  }
}

const CURRENT = 'public, max-age=5, stale-while-revalidate=60';
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Settles the format of every answer about the dataset, and whether the reader has it already: an
 * answer is the same as long as the release, the URL and the format are, so a reader who has it
 * gets a 304 before any of the data is looked at.
 */
export function cacheAnswers(app: App): void {
  app.decorateRequest('format', 'json');
  app.addHook('preHandler', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (!url?.startsWith('/v1/')) return;
    const formats = config.formats ?? ['json'];
    if (formats.length > 0) request.format = negotiate(request, formats);
    const query = request.query as ScopeQuery;
    const { asOfRelease } = query;
    const release = await releaseInfo(app.database, asOfRelease);
    // A release that there is not is a mistake of the request, and said to be one elsewhere.
    if (release === undefined) return;
    query[NAMED] = release.number;
    const etag = etagOf(request, release);
    const lastModified = release.loadedAt.toUTCString();
    reply
      .header('etag', etag)
      .header('last-modified', lastModified)
      .header('cache-control', asOfRelease === undefined ? CURRENT : IMMUTABLE)
      .header('vary', 'accept, accept-encoding');
    if (isKnown(request.headers, etag, lastModified)) return reply.code(304).send();
  });
}

/** Weak, since the same answer comes in several encodings. The order of parameters is no matter. */
function etagOf({ url, format }: FastifyRequest, { number, loadedAt }: ReleaseInfo): string {
  const { path, query = '' } = partsOf(url);
  const parameters = query.split('&').sort((a, b) => compare(nameOf(a), nameOf(b)));
  // Another database has other releases of the same numbers.
  const text = [VERSION, loadedAt.getTime(), path, parameters.join('&'), format].join('\n');
  return `W/"${number}-${hash('sha256', text, 'base64url').slice(0, 16)}"`;
}

const nameOf = (parameter: string) => parameter.split('=', 1)[0] as string;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Whether the reader has the answer already: conditional requests of RFC 9110, section 13. */
export function isKnown(headers: IncomingHttpHeaders, etag: string, lastModified: string): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) {
    const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
    return known.trim() === '*' || known.split(',').some((tag) => opaque(tag) === opaque(etag));
  }
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(lastModified) <= Date.parse(since);
}
