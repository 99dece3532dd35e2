import { z } from 'zod';
import {
  AttributionRole,
  Certainty,
  LinkType,
  Polarity,
  StatementKind,
} from '../database/generated/enums.js';
import { EntityRefSchema } from '../entities/schema.js';
import { EventRefSchema } from '../events/schema.js';
import { represent } from '../formats/resource.js';
import {
  ids,
  integer,
  listOf,
  listParameters,
  match,
  oneOf,
  query,
  scopeParameters,
  timeRange,
  words,
} from '../http/parameters.js';
import { pageOf, SpanSchema, TimeSchema } from '../http/shapes.js';

export const StatementKindSchema = z
  .enum(StatementKind)
  .meta({ id: 'StatementKind', description: 'What somebody does by saying it.' });
export const CertaintySchema = z.enum(Certainty).meta({
  id: 'Certainty',
  description: 'How firmly somebody commits to what they say (after FactBank); not our judgement.',
});
export const PolaritySchema = z
  .enum(Polarity)
  .meta({ id: 'Polarity', description: 'Whether it is said to be so or not to be so.' });
export const AttributionRoleSchema = z.enum(AttributionRole).meta({
  id: 'AttributionRole',
  description:
    '`origin`: whose knowledge it is; `relay`: who passed it on; `publisher`: who published it.',
});

export const AttributionSchema = z
  .object({
    position: z.int32().min(1).describe('1 is the origin; the last is the publisher.'),
    role: AttributionRoleSchema,
    agent: EntityRefSchema.nullable().describe('Who; null where the article does not say.'),
    agentText: z.string().nullable().describe('How the article names an agent without a name.'),
    verb: z.string().describe('What the agent did: said, briefed, estimated, reported, ...'),
    certainty: CertaintySchema.nullable().describe("This agent's own commitment."),
    span: SpanSchema.nullable().describe('The words that show this link.'),
  })
  .meta({ id: 'Attribution', description: 'One link of the chain by which a statement came.' });

export const LinkTypeSchema = z.enum(LinkType).meta({
  id: 'LinkType',
  description: 'What one statement does to another, be it in another article.',
});

export const LinkDirectionSchema = z.enum(['to', 'from']).meta({
  id: 'LinkDirection',
  description: '`to`: this statement does it to the other; `from`: the other does it to this.',
});

export const StatementLinkSchema = z
  .object({
    type: LinkTypeSchema,
    direction: LinkDirectionSchema,
    statement: z.string().describe('Id of the other statement.'),
  })
  .meta({
    id: 'StatementLink',
    description: 'A tie between two statements, seen from one of them.',
  });

export const AboutSchema = z
  .object({
    entities: z.array(EntityRefSchema).describe('Entities that it speaks of.'),
    events: z.array(EventRefSchema).describe('Events that it speaks of.'),
  })
  .meta({ id: 'About', description: 'What a statement speaks of.' });

export const StatementSchema = z
  .object({
    id: z.string().describe("The article's id, a dot, and an id within the article."),
    article: z.string().describe('Id of the article.'),
    kind: StatementKindSchema,
    summary: z.string().describe('What is said, in the words of an annotator.'),
    certainty: CertaintySchema,
    polarity: PolaritySchema,
    hedges: z.array(SpanSchema).describe('The hedging words: "reportedly", "allegedly".'),
    time: TimeSchema.describe('When it was said.'),
    attribution: z.array(AttributionSchema).describe('The chain, from origin to publisher.'),
    about: AboutSchema,
    figures: z.array(z.string()).describe('Ids of the figures that it gives.'),
    links: z.array(StatementLinkSchema).describe('Its ties to other statements.'),
    spans: z.array(SpanSchema).describe('Where the article reports it.'),
  })
  .meta({
    id: 'Statement',
    description: 'What an article reports somebody to have said, or asserts itself.',
  });

export const StatementPageSchema = pageOf(StatementSchema, 'StatementPage');

/** Filters along the chain, which figures share. */
export const chainParameters = (what: string) => ({
  agent: ids(`Only ${what} with one of these entities anywhere in the chain.`, 'nis'),
  origin: ids(
    `Only ${what} of which one of these entities is the origin; \`unnamed\` for those of which the article does not say who is.`,
    'nis',
  ),
  relay: ids(`Only ${what} that one of these entities passed on.`, 'lee-seong-kweun'),
  verb: words(`Only ${what} with one of these verbs in the chain.`, 'estimated'),
  chainLength: listOf(integer(1, 100))
    .describe(`Only ${what} whose chain has this many links, the publisher included.`)
    .meta({ examples: [3] }),
});

export const statementView = represent('statements', StatementSchema, [
  'id',
  'kind',
  'certainty',
  'attribution',
  'summary',
]);

export const StatementListQuery = query({
  kind: oneOf(StatementKindSchema, 'Only statements of these kinds.', 'estimate'),
  ...chainParameters('statements'),
  about: ids('Only statements about one of these entities or events.', 'kim-jong-un'),
  certainty: oneOf(CertaintySchema, 'Only statements of these certainties.', 'certain'),
  linked: ids(
    'Only statements that are tied to one of these statements, in either direction.',
    'nk-troops-kursk-2025-01.losses',
  ),
  link: oneOf(
    LinkTypeSchema,
    'Only statements with a tie of one of these types; with `linked`, that tie.',
    'updates',
  ),
  article: ids('Only statements in these articles.', 'nk-troops-kursk-2025-01'),
  ...timeRange('statements made'),
  ...match,
  ...listParameters(['added', 'time']),
  ...statementView.listView,
});
export type StatementListQuery = z.output<typeof StatementListQuery>;
export const StatementItemQuery = query({ ...scopeParameters, ...statementView.itemView });
