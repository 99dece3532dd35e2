import { z } from 'zod';
import { EntityRefSchema } from '../entities/schema.js';
import { EventRefSchema } from '../events/schema.js';
import { ids, oneOf, query, scopeParameters, tolerance } from '../http/parameters.js';

/** More than this no person goes through; and they are made while nobody else is answered. */
export const CHECKS_MAX = 5000;

/** The rules that figures are held against, and what each says. */
export const CHECK_RULES = {
  sum: 'A measure that is the sum of others equals that sum: for one population, event and place.',
  'at-most':
    'A measure does not exceed the one that bounds it: for one population, at places that do not differ.',
  'never-falls':
    'A cumulative total does not fall from one day to a later one: for one measure, population, event and place.',
} as const;
export type CheckRule = keyof typeof CHECK_RULES;

export const CheckRuleSchema = z
  .enum(Object.keys(CHECK_RULES) as [CheckRule, ...CheckRule[]])
  .meta({
    id: 'CheckRule',
    description: Object.entries(CHECK_RULES)
      .map(([rule, text]) => `\`${rule}\`: ${text}`)
      .join(' '),
  });

export const VerdictSchema = z.enum(['consistent', 'inconsistent', 'undetermined']).meta({
  id: 'Verdict',
  description:
    '`inconsistent`: no values within the reported bounds satisfy the rule; `undetermined`: some do, but a figure was given without any bounds; `consistent`: all figures can be true together.',
});

export const CheckSideSchema = z
  .enum(['left', 'right'])
  .meta({ id: 'CheckSide', description: 'A side of a rule.' });

export const CheckInputSchema = z
  .object({
    figure: z.string().describe('Id of the figure.'),
    measure: z.string().describe('Id of its measure.'),
    part: CheckSideSchema.describe('On which side of the rule it stands.'),
    text: z.string().describe("The quantity in the article's own words."),
    lower: z.number().nullable().describe('The least it can be, tolerance included.'),
    upper: z.number().nullable().describe('The most it can be, tolerance included.'),
    origin: EntityRefSchema.nullable().describe('Whose knowledge it is; null if not named.'),
  })
  .meta({ id: 'CheckInput', description: 'A figure that was held against a rule.' });

export const CheckSchema = z
  .object({
    rule: CheckRuleSchema,
    verdict: VerdictSchema,
    population: EntityRefSchema.nullable().describe('Who or what is counted.'),
    event: EventRefSchema.nullable().describe('The event of the figures, if it is one.'),
    place: EntityRefSchema.nullable().describe('The place of the figures, if it is one.'),
    working: z.string().describe('The rule in numbers: `killed 270 to 330 + wounded 2,700 = ...`.'),
    explanation: z.string().describe('The verdict in one sentence.'),
    inputs: z.array(CheckInputSchema).describe('The figures that were held against the rule.'),
  })
  .meta({ id: 'Check', description: 'Whether figures can be true together.' });

export const ChecksSchema = z
  .object({
    tolerance: z.number().nullable().describe('The tolerance asked for; null: none.'),
    checks: z
      .array(CheckSchema)
      .describe(`Every rule that some figures can be held against: ${CHECKS_MAX} at most.`),
  })
  .meta({
    id: 'Checks',
    description: 'Which figures fit together. Derived: each check names its rule and its figures.',
  });

export const CheckQuery = query({
  rule: oneOf(CheckRuleSchema, 'Only checks by these rules.', 'sum'),
  verdict: oneOf(VerdictSchema, 'Only checks with these verdicts.', 'undetermined'),
  measure: ids('Only figures of these measures; name every measure of a rule.', 'killed'),
  population: ids('Only figures that count these entities.', 'nk-soldiers-in-russia'),
  event: ids('Only figures of these events.', 'nk-troop-losses'),
  place: ids('Only figures of these places.', 'russia'),
  article: ids('Only figures in these articles.', 'nk-troops-kursk-2025-01'),
  tolerance,
  ...scopeParameters,
});
export type CheckQuery = z.output<typeof CheckQuery>;
