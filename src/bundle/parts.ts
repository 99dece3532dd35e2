import { z } from 'zod';
import {
  AttributionRole,
  Certainty,
  LocationPrecision,
  Qualifier,
  TimeBasis,
} from '../database/generated/enums.js';
import { isStorable, NOT_STORABLE } from '../storable.js';
import { boundFaults, boundsOf } from './quantity.js';
import { edtfFault, type Period, readEdtf } from './time.js';

// What the things in a bundle consist of: words, spans, times, quantities, links of a chain.

export const slug = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a slug: small letters, digits, single hyphens')
    .max(100)
    .describe(what);
export const words = (what: string) =>
  z
    .string()
    // A letter and its accent can be typed as two characters; a search compares them as one.
    .normalize('NFC')
    .trim()
    .min(1, 'must not be empty; what is not known is null')
    .refine(isStorable, NOT_STORABLE)
    .describe(what);
/** What lists are put in order by, or are searched by its words: an index has no room for any length. */
export const name = (what: string) => words(what).max(300);
export const verbatim = (what: string) =>
  z.string().min(1, 'must not be empty').refine(isStorable, NOT_STORABLE).describe(what);
export const url = () =>
  z
    .url({ protocol: /^https?$/, error: 'expected a URL that starts with http:// or https://' })
    .refine(isStorable, NOT_STORABLE);
/** Null unless it is given: what the article does not say is null. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
export const list = <T extends z.ZodType>(schema: T, what: string) =>
  z.array(schema).default([]).describe(what);

/** Adds an issue that says what was expected at `path` below the value that is being checked. */
export function expected(
  context: z.core.$RefinementCtx,
  path: string[],
  what: string,
  input: unknown,
  allowed: readonly string[] = [],
) {
  context.addIssue({
    code: 'custom',
    path,
    message: `expected ${what}`,
    input,
    params: { allowed },
  });
}

/**
 * Has a rule run also where something else is wrong in the same object, so that all is said at
 * once. Such a rule must not rely on the types of what it looks at.
 */
export const WITH_OTHER_FAULTS = {
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
};

export const Span = z
  .strictObject({
    start: z.int().min(0).describe('First character, in Unicode code points from 0.'),
    end: z.int().min(1).describe('The position after the last character.'),
    exact: verbatim('The words that stand there.'),
  })
  .describe('A stretch of the article (W3C Web Annotation: text position and text quote).');

export const spans = (what: string) =>
  z.array(Span).min(1, 'needs at least one span').describe(what);

const UNKNOWN_PERIOD: Period = { earliest: null, latest: null, precision: 'unknown' };

export const Time = z
  .strictObject({
    edtf: optional(z.string()).describe('EDTF level 0 or 1: 2025-01-11, 2022/.., 2025-01~.'),
    text: optional(verbatim('')).describe('The words of the article: "over the weekend".'),
    basis: z
      .enum(TimeBasis)
      .describe('stated: the article gives it; inferred: an annotator concluded it; unknown.'),
  })
  .superRefine(({ edtf, text, basis }, context) => {
    if (typeof edtf === 'string') {
      const wrong = edtfFault(edtf);
      if (wrong) context.addIssue({ code: 'custom', path: ['edtf'], message: `which ${wrong}` });
    }
    if (basis === 'unknown' && edtf !== null) {
      expected(context, ['basis'], 'stated or inferred, since edtf is given', basis);
    }
    if (basis in TimeBasis && basis !== 'unknown' && edtf === null) {
      expected(context, ['edtf'], `an EDTF date, since the basis is ${basis}`, null);
    }
    if (basis === 'stated' && text === null) {
      expected(context, ['text'], 'the words of the article, since the basis is stated', null);
    }
  }, WITH_OTHER_FAULTS)
  .transform((time) => ({
    ...time,
    ...(time.edtf === null ? UNKNOWN_PERIOD : readEdtf(time.edtf)),
  }))
  .describe('A time, as uncertain as it is.');
export const time = Time.prefault({ basis: 'unknown' });

const Numbers = z.object({
  value: optional(z.number()).describe('The number written; null for "dozens".'),
  qualifier: z.enum(Qualifier).describe('How the number is hedged.'),
  lower: z.number().nullable().optional().describe('Left out: follows from the qualifier.'),
  upper: z.number().nullable().optional().describe('Left out: follows from the qualifier.'),
  lowerInclusive: z.boolean().nullable().optional(),
  upperInclusive: z.boolean().nullable().optional(),
});

export const Quantity = z
  .strictObject({
    ...Numbers.shape,
    text: verbatim('The quantity in the words of the article: "over 10,000".'),
  })
  .superRefine((quantity, context) => {
    if (!Numbers.safeParse(quantity).success) return;
    for (const [key, what] of boundFaults(quantity)) {
      expected(context, [key], what, quantity[key as keyof typeof quantity]);
    }
  }, WITH_OTHER_FAULTS)
  .transform((quantity) => ({ ...quantity, ...boundsOf(quantity) }))
  .describe('A number as reported.');

export const Link = z
  .strictObject({
    role: z.enum(AttributionRole),
    agent: optional(slug('Entity id; null where the article does not say who.')),
    agentText: optional(words('How the article names an unnamed agent: "estimates".')),
    verb: name('What the agent did: said, told, briefed, estimated, reported, ...'),
    certainty: optional(z.enum(Certainty)).describe("This agent's own commitment to it."),
    span: optional(Span).describe('The words that show this link.'),
  })
  .describe('One link of the chain from the origin to the publisher.');

export const Location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  precision: z.enum(LocationPrecision).describe('How closely the point stands for the place.'),
});
