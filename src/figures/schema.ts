import { z } from 'zod';
import { Counting, Qualifier } from '../database/generated/enums.js';
import { EntityRefSchema } from '../entities/schema.js';
import { EventRefSchema } from '../events/schema.js';
import { represent } from '../formats/resource.js';
import {
  ids,
  listParameters,
  match,
  oneOf,
  query,
  scopeParameters,
  timeRange,
  valueRange,
} from '../http/parameters.js';
import { pageOf, SpanSchema, TimeSchema } from '../http/shapes.js';
import { AttributionSchema, chainParameters } from '../statements/schema.js';

export const QualifierSchema = z
  .enum(Qualifier)
  .meta({ id: 'Qualifier', description: "How a number is hedged (TimeML's modifiers, as words)." });
export const CountingSchema = z.enum(Counting).meta({
  id: 'Counting',
  description: 'What the number counts: all so far, what was added, or what was there at a time.',
});

export const QuantitySchema = z
  .object({
    value: z.number().nullable().describe('The number written; null for "dozens".'),
    lower: z.number().nullable().describe('The least it can be; null where no bound was given.'),
    upper: z.number().nullable().describe('The most it can be; null where no bound was given.'),
    lowerInclusive: z.boolean().nullable().describe('Whether it can be `lower` itself.'),
    upperInclusive: z.boolean().nullable().describe('Whether it can be `upper` itself.'),
    qualifier: QualifierSchema,
    text: z.string().describe("The quantity in the article's own words."),
  })
  .meta({ id: 'Quantity', description: 'A number as it was reported.' });

export const FigureSchema = z
  .object({
    id: z.string().describe("The article's id, a dot, and an id within the article."),
    article: z.string().describe('Id of the article.'),
    measure: z.string().describe('What is counted: the id of a measure.'),
    unit: z.string().describe('Unit of the quantity.'),
    counting: CountingSchema,
    quantity: QuantitySchema,
    population: EntityRefSchema.nullable().describe('Who or what is counted.'),
    event: EventRefSchema.nullable().describe('The event that it belongs to.'),
    place: EntityRefSchema.nullable().describe('The place that it belongs to.'),
    asOf: TimeSchema.describe('The time for which it holds.'),
    statement: z.string().describe('Id of the statement that gives it.'),
    attribution: z.array(AttributionSchema).describe('The chain, from origin to publisher.'),
    spans: z.array(SpanSchema).describe('Where it stands in the article.'),
  })
  .meta({ id: 'Figure', description: 'A reported quantity.' });

export const FigurePageSchema = pageOf(FigureSchema, 'FigurePage');

export const figureView = represent(
  'figures',
  FigureSchema,
  ['id', 'measure', 'quantity', 'asOf', 'population', 'attribution'],
  { geojson: true },
);

export const FigureListQuery = query({
  measure: ids('Only figures of these measures.', 'killed'),
  qualifier: oneOf(QualifierSchema, 'Only figures hedged in these ways.', 'more_than'),
  counting: oneOf(CountingSchema, 'Only figures that count in these ways.', 'cumulative'),
  population: ids('Only figures that count these entities.', 'nk-soldiers-in-russia'),
  event: ids('Only figures of these events.', 'nk-deployment-to-russia'),
  place: ids('Only figures of these places.', 'kursk-region'),
  article: ids('Only figures in these articles.', 'nk-troops-kursk-2025-01'),
  ...chainParameters('figures'),
  ...valueRange,
  ...timeRange('figures that hold'),
  ...match,
  ...listParameters(['added', 'value', 'asOf']),
  ...figureView.listView,
});
export type FigureListQuery = z.output<typeof FigureListQuery>;
export const FigureItemQuery = query({ ...scopeParameters, ...figureView.itemView });
