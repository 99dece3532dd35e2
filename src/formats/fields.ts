import { z } from 'zod';
import { listOf } from '../http/parameters.js';

// What an item consists of, read from its schema: the paths that `fields` takes and the columns
// that flat formats have.

/** A field of an item: `quantity.value`. */
export interface Field {
  path: string;
  /** A list is one cell of a row; what stands inside it has no column of its own. */
  isList: boolean;
  isObject: boolean;
}

/** Every field of an item with those of the objects inside, in the order of the schema. */
export function fieldsOf(schema: z.ZodType, prefix = ''): Field[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, value]) => {
    const path = prefix + key;
    const type = unwrap(value);
    const isObject = type instanceof z.ZodObject;
    const field = { path, isList: type instanceof z.ZodArray, isObject };
    return isObject ? [field, ...fieldsOf(type, `${path}.`)] : [field];
  });
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

/** The parameter `fields` of items of this schema; `name` is that of the enum of its values. */
export function fieldsParameter(schema: z.ZodObject, name: string) {
  const paths = fieldsOf(schema).map(({ path }) => path) as [string, ...string[]];
  const field = z.enum(paths).meta({ id: `${name}Field`, description: `A field of ${name}.` });
  return {
    fields: listOf(field)
      .describe(
        'Only these fields of each item, then no others are present; those of an object inside by a dot. JSON-LD has whole items.',
      )
      .meta({ examples: [paths[0]] }),
  };
}

type Json = Record<string, unknown>;

/** An item with only the fields asked for, in the order of the item. */
export function pick(item: Json, fields: readonly string[]): Json {
  const picked: Json = {};
  for (const [key, value] of Object.entries(item)) {
    const inner = fields.flatMap((path) =>
      path.startsWith(`${key}.`) ? [path.slice(key.length + 1)] : [],
    );
    if (fields.includes(key)) picked[key] = value;
    else if (inner.length > 0) picked[key] = value === null ? null : pick(value as Json, inner);
  }
  return picked;
}

/** The value at a path; null where something on the way is. */
export function valueAt(item: Json, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Json | null | undefined)?.[key] ?? null, item);
}
