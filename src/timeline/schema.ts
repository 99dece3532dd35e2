import { z } from 'zod';
import { EventType, StatementKind } from '../database/generated/enums.js';
import { EntityRefSchema } from '../entities/schema.js';
import { EventTypeSchema, ModalitySchema, ParticipantRoleSchema } from '../events/schema.js';
import { represent } from '../formats/resource.js';
import { ids, listParameters, match, oneOf, query, timeRange } from '../http/parameters.js';
import { pageOf, TimeSchema } from '../http/shapes.js';

export const TimelineKindSchema = z.enum(['event', 'statement']).meta({
  id: 'TimelineKind',
  description: 'Whether something is reported to have happened, or somebody to have said it.',
});

export const TimelineTypeSchema = z.enum({ ...EventType, ...StatementKind }).meta({
  id: 'TimelineType',
  description: 'The type of an event (see EventType) or the kind of a statement (StatementKind).',
});

export const TimelineItemSchema = z
  .object({
    kind: TimelineKindSchema,
    id: z.string().describe('Id of the event or statement.'),
    title: z.string().describe('The title of the event, or what the statement says.'),
    type: TimelineTypeSchema,
    time: TimeSchema.describe('When it happened, or was said.'),
    dated: z
      .boolean()
      .describe('Whether anything bounds its time; what nothing bounds comes last in both orders.'),
    entities: z
      .array(EntityRefSchema)
      .describe('Who takes part in the event, or the chain of the statement, origin first.'),
  })
  .meta({ id: 'TimelineItem', description: 'An event or a statement, at its time.' });

export const TimelinePageSchema = pageOf(TimelineItemSchema, 'TimelinePage');

export const timelineView = represent('timeline', TimelineItemSchema, [
  'time',
  'kind',
  'type',
  'title',
  'id',
]);

const about = 'statements about such an event';

export const TimelineQuery = query({
  kind: oneOf(TimelineKindSchema, 'Only events, or only statements.', 'event'),
  type: oneOf(EventTypeSchema, `Only events of these types, and ${about}.`, 'assault'),
  modality: oneOf(ModalitySchema, `Only events of these modalities, and ${about}.`, 'actual'),
  participant: ids(
    `Only events in which one of these entities takes part, and ${about}. Without \`type\`, \`modality\` and \`role\`, also statements about the entity itself.`,
    'kim-jong-un',
  ),
  role: oneOf(
    ParticipantRoleSchema,
    `Only events with a participant in one of these roles (with \`participant\`, that one), and ${about}.`,
    'actor',
  ),
  place: ids(
    `Only events at one of these places, and ${about}. Without \`type\`, \`modality\` and \`role\`, also statements about the place itself.`,
    'kursk-region',
  ),
  agent: ids(
    'Only statements with one of these entities anywhere in the chain, and events that these statements are about.',
    'nis',
  ),
  article: ids('Only what these articles report.', 'nk-troops-kursk-2025-01'),
  ...timeRange('events and statements'),
  ...match,
  ...listParameters(['time']),
  ...timelineView.listView,
});
export type TimelineQuery = z.output<typeof TimelineQuery>;
