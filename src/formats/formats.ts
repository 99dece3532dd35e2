import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { z } from 'zod';
import { Problem } from '../http/problem.js';

/** The representations that answers come in, by the name that `format` takes. */
export const MEDIA_TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  table: 'text/plain',
  'json-ld': 'application/ld+json',
  geojson: 'application/geo+json',
} as const;
export type Format = keyof typeof MEDIA_TYPES;

export const LIST_FORMATS = ['json', 'ndjson', 'csv', 'table', 'json-ld'] as const;
export const ITEM_FORMATS = ['json', 'json-ld'] as const;

/** The parameter `format` of a route with these formats. */
export const formatParameter = <const Formats extends readonly [Format, ...Format[]]>(
  formats: Formats,
) => ({
  format: z
    .enum(formats)
    .optional()
    .describe('The representation; goes before the Accept header.')
    .meta({ examples: ['json'] }),
});

/** Of a media type, but for its weight: `charset=utf-8` asks for nothing that is not so anyway. */
const PARAMETER = /;\s*(?!q=)[^\s;,="]+=("[^"]*"|[^\s;,"]*)/gi;

/**
 * The format of an answer: that of `format`, else the best of those that the Accept header allows.
 * Throws a Problem (406) that lists what there is if it allows none.
 */
export function negotiate(request: FastifyRequest, offered: readonly Format[]): Format {
  const { format } = request.query as { format?: Format };
  if (format !== undefined) return format;
  const [first = 'json'] = offered;
  if (request.headers.accept === undefined) return first;
  const types = offered.map((name) => MEDIA_TYPES[name]);
  const accept = request.headers.accept.replace(PARAMETER, '');
  const best = new Negotiator({ headers: { accept } }).mediaType(types);
  const chosen = offered.find((name) => MEDIA_TYPES[name] === best);
  if (chosen !== undefined) return chosen;
  const list = offered.map((name) => `${MEDIA_TYPES[name]} (format=${name})`).join(', ');
  throw new Problem('not-acceptable', `This comes as ${list}.`);
}
