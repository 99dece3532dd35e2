import { z } from 'zod';
import {
  AttributionRole,
  Certainty,
  Counting,
  EntityType,
  EventType,
  LinkType,
  LocationPrecision,
  Modality,
  ParticipantRole,
  Polarity,
  Qualifier,
  StatementKind,
  TimeBasis,
} from '../database/generated/enums.js';
import { boundFaults, boundsOf } from './quantity.js';
import { edtfFault, type Period, readEdtf } from './time.js';
import { isCountry, isLanguage, MODES } from './vocabulary.js';

// The bundle: one JSON file with an article and all that was read from it. This schema is the
// format; src/bundle/check.ts holds the rules that look at more than one place.

export const FORMAT = 'hearsay-bundle/1';

const slug = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a slug: small letters, digits, single hyphens')
    .max(100)
    .describe(what);
// PostgreSQL stores no NUL, and half a surrogate pair is no character.
const storable = (text: string) => !text.includes('\0') && text.isWellFormed();
const words = (what: string) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty; what is not known is null')
    .refine(storable, 'must not contain NUL or half a surrogate pair')
    .describe(what);
const verbatim = (what: string) =>
  z
    .string()
    .min(1, 'must not be empty')
    .refine(storable, 'must not contain NUL or half a surrogate pair')
    .describe(what);
const url = () =>
  z
    .url({ protocol: /^https?$/, error: 'expected a URL that starts with http:// or https://' })
    .refine(storable, 'must not contain NUL or half a surrogate pair');
/** Null unless it is given: what the article does not say is null. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
const list = <T extends z.ZodType>(schema: T, what: string) =>
  z.array(schema).default([]).describe(what);

/** Adds an issue that says what was expected at `path` below the value that is being checked. */
function expected(
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
const WITH_OTHER_FAULTS = {
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
};

const Span = z
  .strictObject({
    start: z.int().min(0).describe('First character, in Unicode code points from 0.'),
    end: z.int().min(1).describe('The position after the last character.'),
    exact: verbatim('The words that stand there.'),
  })
  .describe('A stretch of the article (W3C Web Annotation: text position and text quote).');

const spans = (what: string) => z.array(Span).min(1, 'needs at least one span').describe(what);

const UNKNOWN_PERIOD: Period = { earliest: null, latest: null, precision: 'unknown' };

const Time = z
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
const time = Time.prefault({ basis: 'unknown' });

const Numbers = z.object({
  value: optional(z.number()).describe('The number written; null for "dozens".'),
  qualifier: z.enum(Qualifier).describe('How the number is hedged.'),
  lower: z.number().nullable().optional().describe('Left out: follows from the qualifier.'),
  upper: z.number().nullable().optional().describe('Left out: follows from the qualifier.'),
  lowerInclusive: z.boolean().nullable().optional(),
  upperInclusive: z.boolean().nullable().optional(),
});

const Quantity = z
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

const Link = z
  .strictObject({
    role: z.enum(AttributionRole),
    agent: optional(slug('Entity id; null where the article does not say who.')),
    agentText: optional(words('How the article names an unnamed agent: "estimates".')),
    verb: words('What the agent did: said, told, briefed, estimated, reported, ...'),
    certainty: optional(z.enum(Certainty)).describe("This agent's own commitment to it."),
    span: optional(Span).describe('The words that show this link.'),
  })
  .describe('One link of the chain from the origin to the publisher.');

const Location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  precision: z.enum(LocationPrecision).describe('How closely the point stands for the place.'),
});

const Entity = z.strictObject({
  id: slug('Global id, shared between articles: lee-seong-kweun.'),
  type: z.enum(EntityType),
  name: words('The usual English name.'),
  aliases: list(words(''), 'Other spellings and the name in its own script.'),
  description: optional(words('Who or what it is, as the article says.')),
  country: optional(
    z.string().refine(isCountry, 'expected a country code of ISO 3166-1 alpha-2, in capitals'),
  ).describe('ISO 3166-1 alpha-2, in capitals.'),
  sameAs: list(url(), 'The same thing elsewhere (Wikidata, GeoNames).'),
  location: optional(Location),
  mentions: spans('Where the article names it, also by another word.'),
});

const Event = z
  .strictObject({
    id: slug('Global id, shared between articles.'),
    type: z.enum(EventType).describe('PLOVER event type.'),
    mode: optional(z.string()).describe('PLOVER mode, where the type has modes.'),
    modality: z.enum(Modality),
    title: words('A short title in your own words.'),
    summary: optional(words('What happened, in your own words.')),
    time,
    places: list(slug('Entity id.'), 'Where.'),
    participants: list(
      z.strictObject({ entity: slug('Entity id.'), role: z.enum(ParticipantRole) }),
      'Who, in which role.',
    ),
    spans: spans('Where the article reports it.'),
  })
  .superRefine(({ type, mode }, context) => {
    const modes = MODES[type] ?? [];
    if (type in EventType && typeof mode === 'string' && !modes.includes(mode)) {
      const what =
        modes.length > 0
          ? `null or a mode of ${type}: ${modes.join(', ')}`
          : `null: ${type} has no modes`;
      expected(context, ['mode'], what, mode, modes);
    }
  }, WITH_OTHER_FAULTS);

const Statement = z.strictObject({
  id: slug('Id within the article.'),
  kind: z.enum(StatementKind),
  summary: words('What is said, in your own words.'),
  certainty: z.enum(Certainty).describe('The commitment of the one whose statement it is.'),
  polarity: z.enum(Polarity).default('positive'),
  hedges: list(Span, 'The hedging words: "reportedly", "allegedly".'),
  time: time.describe('When it was said.'),
  attribution: z
    .array(Link)
    .min(1, 'needs at least the publisher')
    .superRefine((chain, context) => {
      if (!Array.isArray(chain)) return;
      chain.forEach((link, index) => {
        const last = index === chain.length - 1;
        const role = last ? 'publisher' : index === 0 ? 'origin' : 'relay';
        if (link?.role === role || !(link?.role in AttributionRole)) return;
        const what = `"${role}" here: the origin comes first, relays follow, the publisher is last`;
        expected(context, [String(index), 'role'], what, link.role);
      });
    }, WITH_OTHER_FAULTS)
    .describe('From the origin, by way of relays, to the publisher.'),
  about: z
    .strictObject({
      entities: list(slug('Entity id.'), 'Entities it speaks of.'),
      events: list(slug('Event id.'), 'Events it speaks of.'),
    })
    .default({ entities: [], events: [] }),
  spans: spans('Where the article reports it.'),
});

const Figure = z.strictObject({
  id: slug('Id within the article.'),
  statement: slug('Id of the statement that gives the figure.'),
  measure: slug('What is counted: an id of the measures vocabulary.'),
  counting: z.enum(Counting).default('unspecified'),
  quantity: Quantity,
  population: optional(slug('Entity id: who or what is counted.')),
  event: optional(slug('Event id.')),
  place: optional(slug('Entity id.')),
  asOf: time.describe('The time for which the figure holds.'),
  spans: spans('Where it stands; one of them contains the quantity.'),
});

const Relation = z.strictObject({
  id: slug('Id within the article.'),
  type: z
    .string()
    .regex(/^[a-z]+(_[a-z]+)*$/, 'must be words joined by underscores, such as part_of')
    .describe('part_of, leader_of, member_of, represents, supplies, allied_with, ...'),
  subject: slug('Entity id.'),
  object: slug('Entity id.'),
  statement: slug('Id of the statement that carries it.'),
  spans: spans('Where the article says so.'),
});

const StatementLink = z.strictObject({
  from: slug('Id of a statement of this article.'),
  type: z.enum(LinkType).describe('What it does to the other statement.'),
  to: z
    .string()
    .regex(
      /^([a-z0-9-]+\.)?[a-z0-9]+(-[a-z0-9]+)*$/,
      'must be the id of a statement here, or of a loaded article: article.statement',
    )
    .describe('A statement of this article, or of another that is loaded: article.statement.'),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

export const Seal = z
  .strictObject({
    textSha256: sha256.describe('SHA-256 of the text, in UTF-8.'),
    textLength: z.int().min(0).describe('Length of the text in Unicode code points.'),
    spansSha256: sha256.describe('Digest over the text and all spans; written by bundle:check.'),
  })
  .describe('Written by bundle:check: every span was compared with the text.');

const Article = z.strictObject({
  id: slug('Global id.'),
  label: words('What to call it: the headline, or a label of yours if it has none.'),
  headline: optional(words('The headline as published.')),
  publisher: optional(slug('Entity id: who published it, or to whom it is credited.')),
  byline: optional(words('The byline as published.')),
  language: z
    .string()
    .refine(isLanguage, 'expected a BCP 47 language tag in its usual form, such as en, ko or en-US')
    .describe('BCP 47: en, ko, uk.'),
  published: time.describe('When it was published.'),
  url: optional(url()),
  text: optional(verbatim('The whole text, if it may be passed on.')),
});

export const BundleSchema = z
  .strictObject({
    $schema: verbatim('The JSON Schema, for editors.').optional(),
    format: z.literal(FORMAT),
    article: Article,
    seal: Seal.optional(),
    entities: list(Entity, 'Everybody and everything that is named.'),
    events: list(Event, 'What happened, is happening or may happen.'),
    statements: list(Statement, 'Who said what, on whose word.'),
    figures: list(Figure, 'Quantities.'),
    relations: list(Relation, 'Ties between entities.'),
    links: list(StatementLink, 'Ties between statements.'),
  })
  .describe('An article with all that was read from it.');

export const MeasureSchema = z.strictObject({
  id: slug('The id that figures use.'),
  label: words('Its name.'),
  unit: words('What is counted: person, vehicle, USD, ...'),
  definition: words('What counts and what does not.'),
  sumOf: list(slug('Measure id.'), 'The measures that add up to it.'),
  atMost: optional(slug('The measure that it cannot exceed.')),
});
export const MeasuresSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal('hearsay-measures/1'),
  measures: z.array(MeasureSchema),
});

export type Bundle = z.output<typeof BundleSchema>;
export type BundleSpan = z.output<typeof Span>;
export type BundleTime = z.output<typeof Time>;
export type BundleQuantity = z.output<typeof Quantity>;
export type MeasureDefinition = z.output<typeof MeasureSchema>;
