import { z } from 'zod';
import { EntityRefSchema, EntityTypeSchema } from '../entities/schema.js';
import { represent } from '../formats/resource.js';
import { ids, listParameters, oneOf, query, scopeParameters } from '../http/parameters.js';
import { pageOf } from '../http/shapes.js';
import { AttributionRoleSchema } from '../statements/schema.js';

export const ShareSchema = z
  .object({
    statements: z.int32().min(0).describe('How many statements.'),
    figures: z.int32().min(0).describe('How many figures those statements give.'),
  })
  .meta({ id: 'Share', description: 'How much stands in a part of the chains.' });

export const NeighbourSchema = z
  .object({
    agent: EntityRefSchema.nullable().describe('Who; null where the articles do not say.'),
    statements: z.int32().min(1).describe('How many statements went this way.'),
  })
  .meta({ id: 'Neighbour', description: 'Who stands next to a source in chains, and how often.' });

export const SourceSchema = z
  .object({
    id: z.string().describe('Id of the entity.'),
    name: z.string().describe('Its name.'),
    type: EntityTypeSchema,
    originates: ShareSchema.describe(
      'Where it is the origin: at position 1 of the chain. An article that speaks for itself is its own origin.',
    ),
    relays: ShareSchema.describe('Where it passes on what others said.'),
    publishes: ShareSchema.describe('Where it is the publisher.'),
    receivesFrom: z.array(NeighbourSchema).describe('From whom it has what it passes on.'),
    passesTo: z.array(NeighbourSchema).describe('Through whom its word reaches us.'),
  })
  .meta({
    id: 'Source',
    description:
      'An agent that stands in chains of attribution. Derived: counted over the chains of all statements in the scope.',
  });

export const SourcePageSchema = pageOf(SourceSchema, 'SourcePage');

export const sourceView = represent('sources', SourceSchema, [
  'id',
  'type',
  'name',
  'originates.statements',
  'relays.statements',
  'publishes.statements',
]);

export const SourceListQuery = query({
  type: oneOf(EntityTypeSchema, 'Only sources of these types.', 'person'),
  role: oneOf(
    AttributionRoleSchema,
    'Only those that stand in chains in one of these roles.',
    'relay',
  ),
  article: ids('Only those in chains of these articles.', 'nk-troops-kursk-2025-01'),
  ...listParameters(['added', 'name', 'id']),
  ...sourceView.listView,
});
export type SourceListQuery = z.output<typeof SourceListQuery>;
export const SourceItemQuery = query({ ...scopeParameters, ...sourceView.itemView });
