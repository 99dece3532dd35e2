import { z } from 'zod';
import { EntityRefSchema } from '../entities/schema.js';
import { EventRefSchema } from '../events/schema.js';
import { CountingSchema, QualifierSchema } from '../figures/schema.js';
import {
  id,
  ids,
  match,
  query,
  scopeParameters,
  timeRange,
  tolerance,
} from '../http/parameters.js';
import { TimeSchema } from '../http/shapes.js';

/** The rules by which a best value is chosen, and what each says. */
export const RULES = {
  latest:
    'The value of the newest figure: by the last day it holds for, or the last on which its article may have been published. None if figures of that day differ.',
  majority:
    'The value that more than half of the independent origins give, each by its newest figure. Origins that are not named have no vote.',
  range: 'None: only the range is given.',
  'origin-rank':
    'The value of the best origin: a named one before one that is not, then the shorter chain. None if equally good ones differ.',
} as const;
export type Rule = keyof typeof RULES;

export const RuleSchema = z.enum(Object.keys(RULES) as [Rule, ...Rule[]]).meta({
  id: 'Rule',
  description: `How the best value of a group is chosen; only exact and approximate figures can be it. ${Object.entries(
    RULES,
  )
    .map(([rule, text]) => `\`${rule}\`: ${text}`)
    .join(' ')}`,
});

export const ExclusionReasonSchema = z
  .enum(['updated', 'retracted', 'negated', 'not-actual', 'no-number'])
  .meta({
    id: 'ExclusionReason',
    description:
      'Why a figure is not used: a later statement `updated` or `retracted` it, it is said not to be so (`negated`), its event is not reported as actual, or it has no number.',
  });

export const ReconciledInputSchema = z
  .object({
    figure: z.string().describe('Id of the figure.'),
    article: z.string().describe('Id of the article.'),
    text: z.string().describe("The quantity in the article's own words."),
    qualifier: QualifierSchema,
    value: z.number().nullable().describe('The number written.'),
    lower: z.number().nullable().describe('The least it can be here, tolerance included.'),
    upper: z.number().nullable().describe('The most it can be here, tolerance included.'),
    asOf: TimeSchema,
    origin: EntityRefSchema.nullable().describe('Whose knowledge it is; null if not named.'),
    chainLength: z.int32().min(1).describe('How many links its chain has.'),
    used: z.boolean().describe('Whether it counts.'),
    reason: ExclusionReasonSchema.nullable().describe('Why it does not count; null if it does.'),
    by: z.string().nullable().describe('The statement that updated or retracted it.'),
  })
  .meta({ id: 'ReconciledInput', description: 'A figure that was compared.' });

export const OriginsSchema = z
  .object({
    independent: z.int32().min(0).describe('Different named origins of the figures used.'),
    unnamed: z.int32().min(0).describe('Figures used whose origin is not named.'),
    repetitions: z.int32().min(0).describe('Figures used that only repeat a named origin.'),
  })
  .meta({ id: 'Origins', description: 'How many sources stand behind a group.' });

export const ReconciledGroupSchema = z
  .object({
    event: EventRefSchema.nullable().describe('The event of all its figures.'),
    place: EntityRefSchema.nullable().describe('The place of all its figures.'),
    counting: CountingSchema,
    low: z.number().nullable().describe('The least that a used figure allows; null: no bound.'),
    lowInclusive: z.boolean().nullable().describe('Whether it can be `low` itself.'),
    best: z.number().nullable().describe('What the rule chooses; null if it does not decide.'),
    high: z.number().nullable().describe('The most that a used figure allows; null: no bound.'),
    highInclusive: z.boolean().nullable().describe('Whether it can be `high` itself.'),
    explanation: z.string().describe('How low, best and high came about, in words.'),
    origins: OriginsSchema,
    inputs: z.array(ReconciledInputSchema).describe('Every figure that was compared.'),
  })
  .meta({
    id: 'ReconciledGroup',
    description: 'Figures that can be compared: of one event, place and way of counting.',
  });

export const ReconciliationSchema = z
  .object({
    measure: z.string().describe('Id of the measure.'),
    population: EntityRefSchema.describe(
      'Who or what is counted; what the scope does not know yet, as it was first called.',
    ),
    rule: RuleSchema,
    ruleText: z.string().describe('What the rule says.'),
    tolerance: z.number().nullable().describe('The tolerance asked for; null: none.'),
    groups: z.array(ReconciledGroupSchema).describe('What can be compared, group by group.'),
  })
  .meta({
    id: 'Reconciliation',
    description:
      'What the figures of one measure and population come to. Derived: it says by which rule and from which figures.',
  });

export const ReconcileQuery = query({
  measure: id('The measure to reconcile.', 'killed'),
  population: id('The entity that is counted.', 'nk-soldiers-in-russia'),
  event: ids('Only figures of these events.', 'nk-troop-losses'),
  place: ids('Only figures of these places.', 'kursk-region'),
  rule: RuleSchema.default('latest').describe('How the best value is chosen.'),
  tolerance,
  ...timeRange('figures that hold'),
  ...match,
  ...scopeParameters,
});
export type ReconcileQuery = z.output<typeof ReconcileQuery>;
