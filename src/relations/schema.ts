import { z } from 'zod';
import { EntityRefSchema } from '../entities/schema.js';
import { represent } from '../formats/resource.js';
import { ids, listParameters, query, words } from '../http/parameters.js';
import { pageOf, SpanSchema } from '../http/shapes.js';

export const RelationSchema = z
  .object({
    id: z.string().describe("The article's id, a dot, and an id within the article."),
    type: z.string().describe('The tie: part_of, leader_of, represents, supplies, ...'),
    subject: EntityRefSchema,
    object: EntityRefSchema,
    statement: z.string().describe('Id of the statement that carries it.'),
    spans: z.array(SpanSchema).describe('Where the article says so.'),
  })
  .meta({ id: 'Relation', description: 'A reported tie between two entities.' });

export const RelationPageSchema = pageOf(RelationSchema, 'RelationPage');

export const relationView = represent('relations', RelationSchema, [
  'subject',
  'type',
  'object',
  'statement',
]);

export const RelationListQuery = query({
  type: words('Only ties of these types.', 'leader_of'),
  subject: ids('Only ties that go out from these entities.', 'kim-jong-un'),
  object: ids('Only ties that lead to these entities.', 'north-korea'),
  article: ids('Only ties that these articles report.', 'nk-troops-kursk-2025-01'),
  ...listParameters(['added', 'type']),
  ...relationView.listView,
});
export type RelationListQuery = z.output<typeof RelationListQuery>;
