import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import type { Format } from '../formats/formats.js';

// What operations have in common: tags, headers, and what they may answer beside their 200.

export type Json = Record<string, unknown>;

/** A route that the document describes. */
export interface Described {
  path: string;
  /** The formats of its 200. */
  formats: readonly Format[];
  /** Whether the Accept header chooses among them. */
  isNegotiated: boolean;
  /** Whether it is on its way out (deprecation.ts). */
  deprecated: boolean;
  schema: NonNullable<RouteOptions['schema']>;
}

export const TAGS = {
  articles: 'Published texts.',
  entities: 'People, organizations, units, countries and places, and where articles name them.',
  events: 'What is reported to have happened or that may happen.',
  statements: 'Who said what, on whose word.',
  figures: 'Reported quantities, each with its chain.',
  relations: 'Reported ties between entities.',
  measures: 'What figures count.',
  timeline: 'Events and statements on one axis of time.',
  search: 'One ranked list over all that is served.',
  derived: 'Answers that are worked out, each with its rule and its inputs.',
  service: 'The service itself.',
};

const text = { type: 'string', maxLength: 1000 };
export const HEADERS = {
  'Access-Control-Allow-Origin': {
    description: 'Any site may read the answer.',
    schema: text,
    example: '*',
  },
  ETag: {
    description: 'What `If-None-Match` takes; it changes with the dataset.',
    schema: text,
    example: 'W/"2-1R0GOg5VZQF6Yb4C"',
  },
  'Last-Modified': {
    description: 'When the release was loaded; what `If-Modified-Since` takes.',
    schema: text,
    example: 'Sun, 12 Jan 2025 09:30:00 GMT',
  },
  'Cache-Control': {
    description: 'How long the answer may be kept; for ever, with `asOfRelease`.',
    schema: text,
    example: 'public, max-age=5, stale-while-revalidate=60',
  },
  Link: {
    description: 'The pages `self`, `first` and `next` (RFC 8288), as in `page.links`.',
    schema: text,
    example: '</v1/measures>; rel="self", </v1/measures>; rel="first"',
  },
  RateLimit: {
    description: 'What is left: `r` requests for the next `t` seconds.',
    schema: text,
    example: '"default";r=99;t=42',
  },
  'RateLimit-Policy': {
    description: 'What is allowed: `q` requests in a window of `w` seconds.',
    schema: text,
    example: '"default";q=100;w=60',
  },
  'Retry-After': {
    description: 'Seconds after which to ask again.',
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 86400 },
    example: 2,
  },
};
export type Header = keyof typeof HEADERS;

/** What every answer may have. */
export const ALL: Header[] = ['Access-Control-Allow-Origin', 'RateLimit', 'RateLimit-Policy'];
export const CACHE: Header[] = ['ETag', 'Last-Modified', 'Cache-Control'];

export const isData = ({ path }: Pick<Described, 'path'>) => path.startsWith('/v1/');
export const isList = ({ schema }: Described) =>
  schema.querystring instanceof z.ZodObject && 'cursor' in schema.querystring.shape;

export interface Response {
  name: string;
  description: string;
  headers: Header[];
  /** Which operations have it; all, if it does not say. */
  of?: (route: Described) => boolean;
  isEmpty?: true;
}

/** What an operation may answer beside its 200. */
export const RESPONSES: Record<number, Response> = {
  304: {
    name: 'NotModified',
    description: 'The answer is still the one that `If-None-Match` or `If-Modified-Since` names.',
    headers: CACHE,
    of: isData,
    isEmpty: true,
  },
  400: {
    name: 'BadRequest',
    description: 'A parameter is unknown or wrong; `errors` names each, and what is allowed.',
    headers: [],
  },
  404: {
    name: 'NotFound',
    description: 'Nothing has this id.',
    headers: [],
    of: ({ schema }) => schema.params !== undefined,
  },
  406: {
    name: 'NotAcceptable',
    description:
      'The answer does not come in what `Accept` asks for; `detail` lists what there is.',
    headers: [],
    of: ({ isNegotiated }) => isNegotiated,
  },
  429: {
    name: 'TooManyRequests',
    description: 'More requests than the service allows; ask again after `Retry-After` seconds.',
    headers: ['Retry-After'],
  },
  500: { name: 'InternalError', description: 'A fault of the service.', headers: [] },
  503: {
    name: 'Unavailable',
    description: 'The database is away or too slow; ask again after `Retry-After` seconds.',
    headers: ['Retry-After'],
  },
};

/** Bodies of the formats that do not come as the JSON of the resource. */
export const BODIES: Record<Exclude<Format, 'json'>, { name: string; schema: Json }> = {
  ndjson: {
    name: 'Ndjson',
    schema: { type: 'string', description: 'The items of a page as JSON, one a line.' },
  },
  csv: {
    name: 'Csv',
    schema: { type: 'string', description: 'The items of a page as rows, under a header.' },
  },
  table: {
    name: 'Table',
    schema: { type: 'string', description: 'The items of a page to read in a terminal.' },
  },
  'json-ld': {
    name: 'JsonLd',
    schema: { type: 'object', description: 'JSON-LD 1.1; its `@context` says what it means.' },
  },
  geojson: {
    name: 'GeoJson',
    schema: { type: 'object', description: 'What has a place, as GeoJSON (RFC 7946).' },
  },
};
