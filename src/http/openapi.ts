import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import { ProblemSchema } from './problem.js';

// OpenAPI 3.1, from the Zod schemas of the routes. Every schema with an id becomes a component.

declare module 'fastify' {
  interface FastifySchema {
    operationId?: string;
    tags?: readonly string[];
    summary?: string;
    description?: string;
  }
}

type Json = Record<string, unknown>;

const TAGS = {
  articles: 'Published texts.',
  entities: 'People, organizations, units, countries and places, and where articles name them.',
  events: 'What is reported to have happened or that may happen.',
  statements: 'Who said what, on whose word.',
  figures: 'Reported quantities, each with its chain.',
  relations: 'Reported ties between entities.',
  measures: 'What figures count.',
  derived: 'Answers that are worked out, each with its rule and its inputs.',
  service: 'The service itself.',
} as const;

const PROBLEM_RESPONSES = {
  400: 'BadRequest',
  404: 'NotFound',
  500: 'InternalError',
  503: 'Unavailable',
} as const;

const DESCRIPTIONS = {
  BadRequest: 'A parameter is unknown or wrong; `errors` names each, and what is allowed.',
  NotFound: 'Nothing has this id.',
  InternalError: 'A fault of the service.',
  Unavailable: 'The database is away or too slow; ask again after `Retry-After` seconds.',
} as const;

/** The OpenAPI document of the routes that have an `operationId`. */
export function openApi(routes: readonly RouteOptions[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const { schema, url, method } of routes) {
    if (!schema?.operationId || method !== 'GET') continue;
    paths[url.replace(/:(\w+)/g, '{$1}')] = { get: operation(schema) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hearsay',
      version,
      summary: 'What news articles report, on whose word, and exactly where.',
      description:
        'Hearsay never says what is true. It says what was reported, by whom, through whom, how firmly, and at which characters of the article. Clients must tolerate fields and enum values that are added.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    security: [],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: componentSchemas(), responses: problemResponses() },
  };
}

function operation(schema: NonNullable<RouteOptions['schema']>): Json {
  const responses = schema.response as Record<string, z.ZodType>;
  const isItem = schema.params !== undefined;
  return {
    operationId: schema.operationId,
    tags: schema.tags,
    summary: schema.summary,
    ...(schema.description === undefined ? {} : { description: schema.description }),
    parameters: [...parameters('path', schema.params), ...parameters('query', schema.querystring)],
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, body]) => [
          status,
          {
            description: body.description ?? 'The answer.',
            content: { 'application/json': { schema: reference(body) } },
          },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(PROBLEM_RESPONSES)
          .filter(([status]) => isItem || status !== '404')
          .map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
      ),
    },
  };
}

/** Parameters by what the schema gives, since what it takes is always text. */
function parameters(where: 'path' | 'query', schema: unknown): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, examples, ...rest } = jsonSchema(field as z.ZodType);
    const [example] = (examples as unknown[] | undefined) ?? [];
    return {
      name,
      in: where,
      required: where === 'path' || !(field as z.ZodType).safeParse(undefined).success,
      description,
      ...(rest.type === 'array' ? { style: 'form', explode: false } : {}),
      schema: rest,
      ...(example === undefined
        ? {}
        : { example: rest.type === 'array' && !Array.isArray(example) ? [example] : example }),
    };
  });
}

function reference(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('every response schema needs an id');
  return { $ref: `#/components/schemas/${id}` };
}

function problemResponses(): Json {
  return Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([name, description]) => [
      name,
      {
        description,
        content: { 'application/problem+json': { schema: reference(ProblemSchema) } },
      },
    ]),
  );
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'output', uri, override });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { $schema, $id, ...schema }]) => [id, schema as Json]),
  );
}

/** The JSON Schema of one parameter, in which named schemas are references. */
function jsonSchema(schema: z.ZodType): Json {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io: 'output', override });
  return JSON.parse(JSON.stringify(rest).replaceAll('#/$defs/', '#/components/schemas/')) as Json;
}

const uri = (id: string) => `#/components/schemas/${id}`;

/** Makes Zod's JSON Schema one that client generators understand. */
function override({ jsonSchema: json }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const schema = json as Json;
  // Answers may gain fields; a client that refused them would break.
  delete schema.additionalProperties;
  // Zod's patterns of dates are hundreds of characters; the format says it.
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.type === 'integer') {
    schema.format ??= 'int32';
    if (Math.abs(Number(schema.minimum)) >= 2147483647) delete schema.minimum;
    if (Math.abs(Number(schema.maximum)) >= 2147483647) delete schema.maximum;
  }
  if (schema.type === 'number') schema.format ??= 'double';
  mergeNull(schema);
}

/** `anyOf: [{type: x}, {type: null}]` as `type: [x, null]`; references must stay as they are. */
function mergeNull(schema: Json): void {
  const [first, second, ...others] = (schema.anyOf as Json[] | undefined) ?? [];
  if (!first || second?.type !== 'null' || others.length > 0 || typeof first.type !== 'string')
    return;
  delete schema.anyOf;
  Object.assign(schema, first, { type: [first.type, 'null'] });
  if (Array.isArray(first.enum)) schema.enum = [...first.enum, null];
}
