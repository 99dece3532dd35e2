import type { Json } from './openapi-responses.js';

// The document in OpenAPI 3.0, for generators that do not know 3.1. Nothing is said twice: it is
// the 3.1 document with what 3.0 writes in another way rewritten.

/** The same API in OpenAPI 3.0. */
export function openApi30(document: Json): Json {
  const { summary, license, ...info } = document.info as Json & { license: Json };
  const { name, identifier } = license;
  const { schemas = {}, ...components } = document.components as Record<string, Json>;
  return pruned({
    ...document,
    openapi: '3.0.3',
    info: {
      ...info,
      description: `${summary} ${info.description}`,
      license: { name, url: `https://spdx.org/licenses/${identifier}.html` },
    },
    paths: within(document.paths, schemas),
    components: {
      ...(within(components, schemas) as Json),
      schemas: mapped(schemas, (schema) => rewrite(schema as Json, schemas)),
    },
  });
}

/** Without the schemas that are no longer referred to: enums of which every use may be null. */
function pruned(document: Json): Json {
  const components = document.components as Json;
  const text = JSON.stringify(document);
  const schemas = Object.fromEntries(
    Object.entries(components.schemas as Json).filter(([name]) =>
      text.includes(`schemas/${name}"`),
    ),
  );
  return { ...document, components: { ...components, schemas } };
}

const mapped = (object: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

/**
 * Rewrites every `schema` inside something that is none. Examples of answers stay out: older
 * generators stumble over them, and `allOf` beside `nullable`, which is how all of them are told
 * that a reference may be null, does not allow null if it is taken strictly.
 */
function within(part: unknown, schemas: Json): unknown {
  if (Array.isArray(part)) return part.map((inner) => within(inner, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const { $ref, default: preset } = ((part as Json).schema ?? {}) as Json;
  const { examples, ...rest } = part as Json;
  return mapped(rest, (value, key) => {
    if (key === 'schema') return rewrite(value as Json, schemas);
    if (key === 'example') return value;
    // Nothing may stand beside a reference, and swagger-codegen loops over a default in `allOf`.
    if (key === 'description' && $ref && preset) return `${value} Default: \`${preset}\`.`;
    return within(value, schemas);
  });
}

function rewrite(schema: Json, schemas: Json): Json {
  const { $ref, const: only, type, anyOf, items, properties, ...rest } = schema;
  if ($ref !== undefined) return { $ref };
  const [first, second] = (anyOf as Json[] | undefined) ?? [];
  if (first && second?.type === 'null') return { ...rest, ...nullable(first, schemas) };
  return {
    ...(Array.isArray(type) ? { type: type[0], nullable: true } : { type }),
    ...rest,
    ...(only === undefined ? {} : { enum: [only] }),
    ...(items ? { items: rewrite(items as Json, schemas) } : {}),
    ...(properties
      ? { properties: mapped(properties as Json, (value) => rewrite(value as Json, schemas)) }
      : {}),
  };
}

/** A reference that may be null. Enums are written out: generators cannot derive from one. */
function nullable(reference: Json, schemas: Json): Json {
  const named = schemas[String(reference.$ref).split('/').at(-1) ?? ''] as Json;
  const { type, enum: values } = named;
  return Array.isArray(values)
    ? { type, nullable: true, enum: [...values, null] }
    : { type, nullable: true, allOf: [reference] };
}
