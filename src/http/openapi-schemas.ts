import { z } from 'zod';
import type { Json } from './openapi-responses.js';

// Zod schemas as the JSON Schemas of components.

export const to = (name: string) => `#/components/schemas/${name}`;

/** The JSON Schema of what `schema` gives; named schemas are references to components. */
export function jsonSchema(schema: z.ZodType): Json {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'output', override });
  const text = JSON.stringify(json).replaceAll('#/$defs/', to(''));
  return JSON.parse(text, lean) as Json;
}

/** What stands beside a reference says what its target says, but for these. */
function lean(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
  const { $ref, description, default: preset, examples: given } = value as Json;
  return { $ref, description, default: preset, examples: given };
}

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
    if (Math.abs(Number(schema.maximum)) > 2147483647) delete schema.maximum;
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
