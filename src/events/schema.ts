import { z } from 'zod';
import { EventType, Modality, ParticipantRole } from '../database/generated/enums.js';
import { EntityRefSchema } from '../entities/schema.js';
import { represent } from '../formats/resource.js';
import {
  ids,
  listParameters,
  match,
  oneOf,
  query,
  scopeParameters,
  timeRange,
} from '../http/parameters.js';
import { pageOf, SpanSchema, TimeSchema } from '../http/shapes.js';

export const EventTypeSchema = z
  .enum(EventType)
  .meta({ id: 'EventType', description: 'The sixteen event types of PLOVER.' });
export const ModalitySchema = z.enum(Modality).meta({
  id: 'Modality',
  description:
    'Whether the event is reported as happened or happening, as to come, as possible, or as not happened.',
});
export const ParticipantRoleSchema = z
  .enum(ParticipantRole)
  .meta({ id: 'ParticipantRole', description: 'The part that an entity has in an event.' });

export const EventRefSchema = z
  .object({
    id: z.string().describe('Id of the event.'),
    title: z.string().describe('Its title.'),
    type: EventTypeSchema,
  })
  .meta({ id: 'EventRef', description: 'An event, named in passing.' });

export const ParticipantSchema = z
  .object({ entity: EntityRefSchema, role: ParticipantRoleSchema })
  .meta({ id: 'Participant', description: 'Who takes part in an event, and as what.' });

export const EventSchema = z
  .object({
    id: z.string().describe('Readable id, the same in all articles.'),
    type: EventTypeSchema,
    mode: z.string().nullable().describe('How it was done: a mode of PLOVER.'),
    title: z.string().describe('A short title.'),
    summary: z.string().nullable().describe('What is reported to have happened.'),
    modality: ModalitySchema,
    time: TimeSchema,
    places: z.array(EntityRefSchema).describe('Where.'),
    participants: z.array(ParticipantSchema).describe('Who, in which role.'),
    statements: z.array(z.string()).describe('Ids of the statements that speak of it.'),
    spans: z.array(SpanSchema).describe('Where the articles report it.'),
  })
  .meta({
    id: 'Event',
    description: 'Something reported to have happened, to be happening, or that may happen.',
  });

export const EventPageSchema = pageOf(EventSchema, 'EventPage');

export const eventView = represent(
  'events',
  EventSchema,
  ['id', 'type', 'modality', 'time', 'title'],
  { geojson: true },
);

export const EventListQuery = query({
  type: oneOf(EventTypeSchema, 'Only events of these types.', 'assault'),
  modality: oneOf(ModalitySchema, 'Only events of these modalities.', 'actual'),
  participant: ids('Only events in which one of these entities takes part.', 'kim-jong-un'),
  role: oneOf(
    ParticipantRoleSchema,
    'Only events with a participant in one of these roles; with `participant`, that one.',
    'actor',
  ),
  place: ids('Only events at one of these places.', 'kursk-region'),
  article: ids('Only events that these articles report.', 'nk-troops-kursk-2025-01'),
  ...timeRange('events'),
  ...match,
  ...listParameters(['added', 'time', 'title', 'id']),
  ...eventView.listView,
});
export type EventListQuery = z.output<typeof EventListQuery>;
export const EventItemQuery = query({ ...scopeParameters, ...eventView.itemView });
