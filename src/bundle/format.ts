import { z } from 'zod';
import {
  AttributionRole,
  Certainty,
  Counting,
  EntityType,
  EventType,
  LinkType,
  Modality,
  ParticipantRole,
  Polarity,
  StatementKind,
} from '../database/generated/enums.js';
import {
  expected,
  Link,
  Location,
  list,
  name,
  optional,
  Quantity,
  Span,
  slug,
  spans,
  type Time,
  time,
  url,
  verbatim,
  WITH_OTHER_FAULTS,
  words,
} from './parts.js';
import { isCountry, isLanguage, MODES } from './vocabulary.js';

// The bundle: one JSON file with an article and all that was read from it. This schema is the
// format; src/bundle/check.ts holds the rules that look at more than one place.

export const FORMAT = 'hearsay-bundle/1';

const Entity = z.strictObject({
  id: slug('Global id, shared between articles: lee-seong-kweun.'),
  type: z.enum(EntityType),
  name: name('The usual English name.'),
  aliases: list(name(''), 'Other spellings and the name in its own script.'),
  description: optional(words('Who or what it is, as the article says.')),
  country: optional(
    z.string().refine(isCountry, 'expected a country code of ISO 3166-1 alpha-2, in capitals'),
  ).describe('ISO 3166-1 alpha-2, in capitals.'),
  sameAs: list(url(), 'The same thing elsewhere (Wikidata, GeoNames).'),
  location: optional(Location),
  mentions: optional(spans('Where the article names it, also by another word.')).describe(
    'Where the article names it, also by another word; null of a publisher whose own text does not.',
  ),
});

const Event = z
  .strictObject({
    id: slug('Global id, shared between articles.'),
    type: z.enum(EventType).describe('PLOVER event type.'),
    mode: optional(z.string()).describe('PLOVER mode, where the type has modes.'),
    modality: z.enum(Modality),
    title: name('A short title in your own words.'),
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
    .max(100)
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
  label: name('What to call it: the headline, or a label of yours if it has none.'),
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
export type MeasureDefinition = z.output<typeof MeasureSchema>;
