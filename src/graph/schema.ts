import { z } from 'zod';
import { EntityRefSchema } from '../entities/schema.js';
import { ModalitySchema, ParticipantRoleSchema } from '../events/schema.js';
import { id, integer, oneOf, query, scopeParameters } from '../http/parameters.js';

/** What makes an edge, by kind. */
const KINDS = {
  relation: 'a statement carries a tie from one entity to the other',
  event: 'one article has both take part in one event',
  attribution: 'one passed the word to the other, next in the chain of a statement',
} as const;
export type EdgeKind = keyof typeof KINDS;
export const EDGE_KINDS = Object.keys(KINDS) as [EdgeKind, ...EdgeKind[]];

/** How many ties of one kind are read of one entity: a country may have hundreds of thousands. */
export const TIES_READ = 200;
/** How many proofs of an edge are listed. */
export const PROOFS_LISTED = 10;
/** How many edges a graph has at most. */
export const EDGES_MAX = 1000;
/** How many entities one step of a search keeps. */
export const STEP_MAX = 500;
/** How many paths a search for the shortest weighs against each other. */
export const PATHS_WEIGHED = 200;

const PROOFS = `An edge weighs as many relations, events or statements as prove it. No edge comes from an event reported as not happened, from a tie that is said not to be so, or from across an unnamed link of a chain. Of each entity the newest ${TIES_READ} ties of each kind are read; of relations as many each way.`;

/** The rules by which the answers here are worked out, and what each says. */
export const RULES = {
  'nearest-then-heaviest': `${PROOFS} Entities are kept by their distance, then by how many proofs tie them to those one step nearer, then by id; with them all edges between two that are kept, at most ${EDGES_MAX}, the nearest and heaviest first.`,
  'fewest-then-heaviest': `${PROOFS} A path of fewer steps goes before one of more; among equally short ones, at most ${PATHS_WEIGHED} of which are compared, the one whose steps have more proofs goes first, then the ids decide. The search goes from both ends and keeps the ${STEP_MAX} heaviest entities of each step.`,
} as const;

export const GraphRuleSchema = z
  .enum(Object.keys(RULES) as [keyof typeof RULES, ...(keyof typeof RULES)[]])
  .meta({
    id: 'GraphRule',
    description: 'How a graph, or the paths through it, came about; `ruleText` says it in words.',
  });

export const EdgeKindSchema = z.enum(EDGE_KINDS).meta({
  id: 'EdgeKind',
  description: `What ties two entities: ${Object.entries(KINDS)
    .map(([kind, text]) => `\`${kind}\`: ${text}`)
    .join('; ')}.`,
});

export const EdgeRolesSchema = z
  .object({
    from: ParticipantRoleSchema.describe('The part that `from` has.'),
    to: ParticipantRoleSchema.describe('The part that `to` has.'),
  })
  .meta({ id: 'EdgeRoles', description: 'As what two entities take part in an event.' });

const proofs = (what: string) => z.array(z.string()).describe(what);

export const EdgeEvidenceSchema = z
  .object({
    relations: proofs('Ids of the relations; empty unless the kind is `relation`.'),
    events: proofs('Ids of the events; empty unless the kind is `event`.'),
    statements: proofs('Ids of the statements: those that carry the relations, or were passed on.'),
  })
  .meta({
    id: 'EdgeEvidence',
    description: `What proves an edge: at most the ${PROOFS_LISTED} first loaded of all that its weight counts.`,
  });

export const GraphEdgeSchema = z
  .object({
    kind: EdgeKindSchema,
    from: z
      .string()
      .describe(
        'Id of an entity: the subject, who passed the word on, or of two participants the one whose role, then id, comes first.',
      ),
    to: z.string().describe('Id of the other: the object, or who was told.'),
    type: z.string().nullable().describe('The tie of a relation: part_of, leader_of, ...'),
    roles: EdgeRolesSchema.nullable().describe('The roles in the events.'),
    modality: ModalitySchema.nullable().describe('How the events are reported.'),
    weight: z.int32().min(1).describe('How many relations, events or statements prove it.'),
    evidence: EdgeEvidenceSchema,
  })
  .meta({ id: 'GraphEdge', description: 'A tie between two entities, and what proves it.' });

export const GraphNodeSchema = z
  .object({
    entity: EntityRefSchema,
    distance: z.int32().min(0).max(3).describe('The fewest edges that lead there; 0 is the start.'),
  })
  .meta({ id: 'GraphNode', description: 'An entity of a graph.' });

const derived = {
  rule: GraphRuleSchema,
  ruleText: z.string().describe('What the rule says.'),
};

export const GraphSchema = z
  .object({
    ...derived,
    nodes: z.array(GraphNodeSchema).describe('The entities, nearest and heaviest first.'),
    edges: z.array(GraphEdgeSchema).describe('The edges between them, nearest and heaviest first.'),
    truncated: z
      .boolean()
      .describe(
        'Whether entities or edges were left out, or ties not read, since there are too many. Of its proofs an edge has but the first ten: see its weight.',
      ),
  })
  .meta({
    id: 'Graph',
    description:
      'What is tied to an entity, and by what. Derived: it names its rule, and each edge its proofs.',
  });

export const PathStepSchema = z
  .object({
    from: z.string().describe('Id of the entity that the step leaves.'),
    to: z.string().describe('Id of the entity that it reaches.'),
    edges: z
      .array(GraphEdgeSchema)
      .describe('Every edge between the two, in either direction, heaviest first.'),
  })
  .meta({ id: 'PathStep', description: 'One step of a path, and all that proves it.' });

export const PathSchema = z
  .object({
    length: z.int32().min(1).describe('How many steps it has.'),
    weight: z.int32().min(1).describe('How many proofs its steps have together.'),
    entities: z.array(EntityRefSchema).describe('The entities, from one end to the other.'),
    steps: z.array(PathStepSchema).describe('What leads from each to the next.'),
  })
  .meta({ id: 'Path', description: 'A shortest connection between two entities.' });

export const PathsSchema = z
  .object({
    ...derived,
    paths: z.array(PathSchema).describe('The shortest paths, heaviest first; empty if none.'),
    truncated: z
      .boolean()
      .describe(
        'Whether there are more shortest paths than `limit`, or the search met its bounds and may have missed some.',
      ),
  })
  .meta({
    id: 'Paths',
    description:
      'How two entities are connected. Derived: it names its rule, and each step its proofs.',
  });

const kind = oneOf(EdgeKindSchema, 'Only edges of these kinds.', 'relation');

export const GraphQuery = query({
  depth: integer(1, 3).default(1).describe('How many edges away an entity may be.'),
  kind,
  limit: integer(1, 200)
    .default(50)
    .describe('How many entities there are at most, the start included.'),
  ...scopeParameters,
});
export type GraphQuery = z.output<typeof GraphQuery>;

export const PathQuery = z
  .strictObject({
    from: id('The entity at one end.', 'nis'),
    to: id('The entity at the other end.', 'kim-jong-un'),
    kind,
    maxLength: integer(1, 6).default(4).describe('How many steps a path may have.'),
    limit: integer(1, 20).default(5).describe('How many paths there are at most.'),
    ...scopeParameters,
  })
  .superRefine(({ from, to }, context) => {
    if (from === to) {
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'is what `from` is; the two must differ',
      });
    }
  });
export type PathQuery = z.output<typeof PathQuery>;
