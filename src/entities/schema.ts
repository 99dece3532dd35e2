import { z } from 'zod';
import { isCountry } from '../bundle/vocabulary.js';
import { EntityType } from '../database/generated/enums.js';
import { represent } from '../formats/resource.js';
import { ids, listParameters, oneOf, query, scopeParameters } from '../http/parameters.js';
import { LocationSchema, pageOf, SpanSchema } from '../http/shapes.js';

export const EntityTypeSchema = z.enum(EntityType).meta({
  id: 'EntityType',
  description: "What an entity is; FollowTheMoney's schemas, with military units beside them.",
});

export const EntityRefSchema = z
  .object({
    id: z.string().describe('Id of the entity.'),
    name: z.string().describe('Its name.'),
    type: EntityTypeSchema,
  })
  .meta({ id: 'EntityRef', description: 'An entity, named in passing.' });

export const EntitySchema = z
  .object({
    id: z.string().describe('Readable id, the same in all articles.'),
    type: EntityTypeSchema,
    name: z.string().describe('The usual English name.'),
    aliases: z.array(z.string()).describe('Other spellings, and the name in its own script.'),
    description: z.string().nullable().describe('Who or what it is, as reported.'),
    country: z.string().length(2).nullable().describe('ISO 3166-1 alpha-2.'),
    sameAs: z.array(z.url()).describe('The same thing elsewhere.'),
    location: LocationSchema.nullable().describe('Where it is, if it is a place.'),
    mentions: z.int32().min(0).describe('How often the articles name it.'),
  })
  .meta({
    id: 'Entity',
    description:
      'A person, organization, public body, military unit, group, country or place that articles speak of.',
  });

export const MentionSchema = z.object({ entity: EntityRefSchema, span: SpanSchema }).meta({
  id: 'Mention',
  description:
    'A place at which an article names an entity, be it by another word: the entity is what is meant, the span is what is written.',
});

export const EntityPageSchema = pageOf(EntitySchema, 'EntityPage');
export const MentionPageSchema = pageOf(MentionSchema, 'MentionPage');

export const entityView = represent(
  'entities',
  EntitySchema,
  ['id', 'type', 'name', 'country', 'mentions'],
  { geojson: true },
);

export const EntityListQuery = query({
  type: oneOf(EntityTypeSchema, 'Only entities of these types.', 'person'),
  country: oneOf(
    z
      .string()
      .refine(isCountry, 'is not a country code of ISO 3166-1 alpha-2, in capitals')
      .meta({ pattern: '^[A-Z]{2}$', maxLength: 2 }),
    'Only entities of these countries, by ISO 3166-1 alpha-2 code.',
    'KP',
  ),
  article: ids('Only entities that these articles name.', 'nk-troops-kursk-2025-01'),
  ...listParameters(['added', 'name', 'id']),
  ...entityView.listView,
});
export type EntityListQuery = z.output<typeof EntityListQuery>;
export const EntityItemQuery = query({ ...scopeParameters, ...entityView.itemView });

export const mentionView = represent('mentions', MentionSchema, [
  'span.article',
  'span.start',
  'span',
]);

export const MentionListQuery = query({
  article: ids('Only mentions in these articles.', 'nk-troops-kursk-2025-01'),
  ...listParameters(['added']),
  ...mentionView.listView,
});
export type MentionListQuery = z.output<typeof MentionListQuery>;
