import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import { type Format, ITEM_FORMATS, LIST_FORMATS, MEDIA_TYPES } from '../formats/formats.js';
import {
  ALL,
  BODIES,
  CACHE,
  type Described,
  HEADERS,
  type Header,
  isData,
  isList,
  type Json,
  RESPONSES,
  type Response,
  TAGS,
} from './openapi-responses.js';
import { jsonSchema, to } from './openapi-schemas.js';
import { ID } from './parameters.js';
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

/** The OpenAPI document of the routes that have an `operationId`. */
export function openApi(routes: readonly RouteOptions[], version: string): Json {
  const described = routes.flatMap(({ url, method, schema, config }): Described[] => {
    if (!schema?.operationId || method !== 'GET') return [];
    const path = url.replace(/:(\w+)/g, '{$1}');
    const inPath = config?.formats?.length === 0;
    const formats = inPath ? formatsInPath(schema.params) : (config?.formats ?? ['json']);
    const isNegotiated = isData({ path }) && !inPath;
    return [{ path, schema, formats, isNegotiated, deprecated: 'deprecation' in (config ?? {}) }];
  });
  const used = new Set(described.flatMap(({ schema }) => schema.tags ?? []));
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
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(described.map((route) => [route.path, { get: operation(route) }])),
    components: {
      schemas: components(described),
      responses: Object.fromEntries(
        Object.values(RESPONSES).map((response) => [response.name, component(response)]),
      ),
      headers: HEADERS,
    },
  };
}

/** The formats of an operation in whose path one is named. */
function formatsInPath(params: unknown): Format[] {
  const { format } = (params as z.ZodObject<{ format: z.ZodEnum }>).shape;
  return format.options as Format[];
}

function operation(route: Described): Json {
  const body = bodyOf(route);
  const { operationId, tags, summary, description = body.description } = route.schema;
  return {
    operationId,
    tags,
    summary,
    description,
    ...(route.deprecated ? { deprecated: true } : {}),
    parameters: parametersOf(route).map(parameter),
    responses: {
      200: {
        description: body.description,
        headers: headers([
          ...(isData(route) ? CACHE : []),
          ...(isList(route) ? (['Link'] as const) : []),
        ]),
        content: Object.fromEntries(
          route.formats.map((format) => [
            MEDIA_TYPES[format],
            { schema: isOwn(route, format) ? reference(body) : { $ref: to(BODIES[format].name) } },
          ]),
        ),
      },
      ...Object.fromEntries(
        Object.entries(RESPONSES)
          .filter(([, { of }]) => of?.(route) ?? true)
          .map(([status, { name }]) => [status, { $ref: `#/components/responses/${name}` }]),
      ),
    },
  };
}

/** Whether a format has the schema of the route; the others look alike for all routes. */
const isOwn = ({ isNegotiated }: Described, format: Format): format is 'json' =>
  format === 'json' || !isNegotiated;

function component({ description, headers: named, isEmpty }: Response): Json {
  const content = { 'application/problem+json': { schema: reference(ProblemSchema) } };
  return { description, headers: headers(named), ...(isEmpty ? {} : { content }) };
}

const headers = (names: Header[]): Json =>
  Object.fromEntries(
    [...ALL, ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

const bodyOf = ({ schema }: Described) => (schema.response as { 200: z.ZodType })[200];

interface Parameter {
  where: 'path' | 'query';
  name: string;
  field: z.ZodType;
  /** The name of its enum, if that has none of its own: FiguresSort. */
  enumName: string;
}

function parametersOf({ schema }: Described): Parameter[] {
  const resource = schema.operationId?.replace(/^[a-z]+/, '') ?? '';
  const fields = Object.entries({ path: schema.params, query: schema.querystring });
  return fields.flatMap(([where, object]) =>
    Object.entries(object instanceof z.ZodObject ? object.shape : {}).map(([name, field]) => ({
      where: where as Parameter['where'],
      name,
      field: field as z.ZodType,
      enumName: `${resource}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    })),
  );
}

/** Parameters by what the schema gives, since what it takes is always text. */
function parameter({ where, name, field, enumName }: Parameter): Json {
  const { description, examples: given, ...json } = jsonSchema(field);
  const { $defs, type, enum: values, ...rest } = json;
  const schema = values ? { ...rest, $ref: to(sharedName(values) ?? enumName) } : { ...rest, type };
  const [first] = (given as unknown[] | undefined) ?? [];
  const isArray = type === 'array';
  return {
    name,
    in: where,
    required: where === 'path' || !field.safeParse(undefined).success,
    description,
    ...(isArray ? { style: 'form', explode: false } : {}),
    schema: where === 'path' && type === 'string' ? { ...schema, ...IN_PATH } : schema,
    ...(first === undefined ? {} : { example: isArray && !Array.isArray(first) ? [first] : first }),
  };
}

const SHARED_ENUMS = { ListFormat: LIST_FORMATS, ItemFormat: ITEM_FORMATS };

/** The name of an enum that parameters of many operations have. */
const sharedName = (values: unknown) =>
  Object.entries(SHARED_ENUMS).find(([, shared]) => String(shared) === String(values))?.[0];

/** What every id is like; another cannot be found. */
const IN_PATH = { ...ID, maxLength: 500 };

function reference(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('every response schema needs an id');
  return { $ref: to(id) };
}

/** Every schema with an id that the routes use, the enums of parameters, and the other formats. */
function components(routes: Described[]): Json {
  const parameters = routes.flatMap(parametersOf);
  const enums = parameters.flatMap(({ field, name, enumName }): [string, Json][] => {
    const { type, enum: values } = jsonSchema(field);
    const description = `What the parameter \`${name}\` takes.`;
    return values ? [[sharedName(values) ?? enumName, { type, enum: values, description }]] : [];
  });
  const bodies = routes
    .flatMap((route) => route.formats.filter((format) => !isOwn(route, format)))
    .map((format): [string, Json] => [
      BODIES[format as keyof typeof BODIES].name,
      BODIES[format as keyof typeof BODIES].schema,
    ]);
  // In one conversion: Zod throws if two different schemas have the same id.
  const all = [ProblemSchema, ...routes.map(bodyOf), ...parameters.map(({ field }) => field)];
  const { $defs } = jsonSchema(z.tuple(all as [z.ZodType]));
  return Object.fromEntries(
    [...Object.entries($defs as Record<string, Json>), ...enums, ...bodies]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { $schema, $id, id, ...schema }]) => [name, schema]),
  );
}
