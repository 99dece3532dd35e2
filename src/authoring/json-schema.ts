import { z } from 'zod';
import { BundleSchema, MeasureSchema, MeasuresSchema } from '../bundle/format.js';
import { MODES } from '../bundle/vocabulary.js';
import { Quote } from './quote.js';

// The JSON Schemas of the format, for editors and for language models: draft 7, the newest one
// that editors know completely. They say what a single value may be; what depends on another place
// (references, bounds, spans) is left to bundle:check.

export type JsonSchema = Record<string, unknown> & {
  definitions?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
};

/** The files that `npm run schema:write` writes, and what belongs in each. */
export function schemaFiles(): Record<string, JsonSchema> {
  const draft = bundleSchema();
  const title = 'A draft of a Hearsay bundle: npm run bundle:locate finds the positions of quotes';
  return {
    'bundle.schema.json': bundleSchema(),
    'draft.schema.json': {
      ...draft,
      title,
      definitions: { ...draft.definitions, Span: inner(Quote, {}) },
    },
    'measures.schema.json': titled('Hearsay measures', MeasuresSchema, { Measure: MeasureSchema }),
  };
}

function bundleSchema(): JsonSchema {
  const { shape } = BundleSchema;
  const Entity = shape.entities.unwrap().element;
  const Event = shape.events.unwrap().element;
  const Statement = shape.statements.unwrap().element;
  const Figure = shape.figures.unwrap().element;
  const schema = titled('A Hearsay bundle', BundleSchema, {
    Article: shape.article,
    Seal: shape.seal.unwrap(),
    Entity,
    Event,
    Statement,
    Figure,
    Relation: shape.relations.unwrap().element,
    StatementLink: shape.links.unwrap().element,
    Span: Entity.shape.mentions.unwrap().unwrap().element,
    Location: Entity.shape.location.unwrap().unwrap(),
    Time: Event.shape.time.unwrap(),
    Link: Statement.shape.attribution.element,
    Quantity: Figure.shape.quantity,
  });
  const mode = schema.definitions?.Event?.properties?.mode ?? {};
  const modes = Object.entries(MODES).map(([type, words]) => `${type}: ${words.join(', ')}`);
  mode.description = `${mode.description} ${modes.join('; ')}.`;
  return schema;
}

function titled(title: string, schema: z.ZodType, named: Record<string, z.ZodType>): JsonSchema {
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return { $schema, title, ...inner(schema, named) };
}

/** `named` become definitions. Zod's global registry gets no id: it holds the API's components. */
function inner(schema: z.ZodType, named: Record<string, z.ZodType>): JsonSchema {
  const names = z.registry<Record<string, unknown>>();
  for (const [id, part] of Object.entries(named)) names.add(part, { id });
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-07',
    metadata: names,
    // `.describe()` writes to the global registry alone.
    override: ({ zodSchema, jsonSchema }) => {
      const { description } = z.globalRegistry.get(zodSchema) ?? {};
      if (description) jsonSchema.description = description;
    },
  });
  const { $schema, ...rest } = JSON.parse(JSON.stringify(json), tidied) as JsonSchema;
  return rest;
}

/** What may be null keeps its description where editors look for it: at the key. */
function tidied(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { maximum, ...schema } = value as JsonSchema;
  // Zod says of every whole number that JavaScript can hold it.
  if (maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER) schema.maximum = maximum;
  const [first, second, ...others] = (schema.anyOf as JsonSchema[] | undefined) ?? [];
  if (!first || second?.type !== 'null' || others.length > 0) return schema;
  if (first.description) schema.description ??= first.description;
  if (typeof first.type !== 'string' || first.type === 'object') {
    delete first.description;
    return schema;
  }
  const { anyOf, ...nullable } = { ...first, ...schema, type: [first.type, 'null'] } as JsonSchema;
  return Array.isArray(first.enum) ? { ...nullable, enum: [...first.enum, null] } : nullable;
}
