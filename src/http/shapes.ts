import { z } from 'zod';
import { LocationPrecision, TimeBasis, TimePrecision } from '../database/generated/enums.js';
import { type Sql, sql } from '../database/sql.js';

// What answers of several features are made of.

export const SpanSchema = z
  .object({
    article: z.string().describe('Id of the article.'),
    start: z.int32().min(0).describe('First character, in Unicode code points from 0.'),
    end: z.int32().min(1).describe('The position after the last character.'),
    exact: z.string().describe('The words that stand there.'),
    verified: z.boolean().describe('Whether the words were compared with the text of the article.'),
  })
  .meta({
    id: 'Span',
    description:
      'A stretch of an article: TextPositionSelector and TextQuoteSelector of W3C Web Annotation.',
  });

export const TimeBasisSchema = z.enum(TimeBasis).meta({
  id: 'TimeBasis',
  description:
    '`stated`: the article gives the time; `inferred`: an annotator concluded it; `unknown`: nothing is known.',
});
export const TimePrecisionSchema = z.enum(TimePrecision).meta({
  id: 'TimePrecision',
  description: 'How precise a time is.',
});

export const TimeSchema = z
  .object({
    edtf: z.string().nullable().describe('The time in EDTF, level 0 or 1; null if unknown.'),
    earliest: z.iso.date().nullable().describe('First day it may mean; null if open or unknown.'),
    latest: z.iso.date().nullable().describe('Last day it may mean; null if open or unknown.'),
    precision: TimePrecisionSchema,
    text: z.string().nullable().describe("The article's own words for it."),
    basis: TimeBasisSchema,
  })
  .meta({ id: 'Time', description: 'A time as uncertain as it was reported.' });

export const LocationPrecisionSchema = z.enum(LocationPrecision).meta({
  id: 'LocationPrecision',
  description: 'How closely a point stands for a place.',
});

export const LocationSchema = z
  .object({
    latitude: z.number().min(-90).max(90).describe('Degrees north (WGS 84).'),
    longitude: z.number().min(-180).max(180).describe('Degrees east (WGS 84).'),
    precision: LocationPrecisionSchema,
  })
  .meta({ id: 'Location', description: 'A point that stands for a place.' });

export const HintSchema = z
  .object({
    parameter: z.string().describe('The parameter, or the two of a range.'),
    message: z.string().describe('What it did.'),
  })
  .meta({ id: 'Hint', description: 'Which filter left nothing.' });

export const PageLinksSchema = z
  .object({
    self: z.string().describe('This page.'),
    first: z.string().describe('The first page.'),
    next: z.string().nullable().describe('The next page; null on the last one.'),
  })
  .meta({ id: 'PageLinks', description: 'Where the pages are, relative to the API.' });

export const PageSchema = z
  .object({
    limit: z.int32().min(1).max(200).describe('How many items a page has at most.'),
    next: z.string().nullable().describe('The `cursor` of the next page; null on the last one.'),
    total: z
      .int32()
      .min(0)
      .optional()
      .describe('How many items there are on all pages; only with `total=true`.'),
    links: PageLinksSchema,
    hints: z
      .array(HintSchema)
      .optional()
      .describe('Which filter left nothing; only when nothing is left.'),
  })
  .meta({ id: 'Page', description: 'Where a page stands in its list.' });

/** The schema of a list: a page of items. */
export const pageOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({ data: z.array(item).describe('The items of this page.'), page: PageSchema })
    .meta({ id, description: `A page of a list. Each item: ${item.description}` });

/** A Time as JSON, from the columns that every table with a time has. */
export const timeJson = (table: Sql) =>
  sql`(SELECT row_to_json(time) FROM (SELECT ${table}.edtf, ${table}.earliest, ${table}.latest,
    ${table}.precision, ${table}.time_text AS text, ${table}.basis) time)`;

/** What `from`, `to` and `match` ask for of a table's period. */
export function inPeriod(
  table: Sql,
  { from, to, match }: { from?: string | undefined; to?: string | undefined; match: string },
): Sql | undefined {
  if (from === undefined && to === undefined) return undefined;
  const asked = sql`daterange(${from ?? null}::date, ${to ?? null}::date, '[]')`;
  return match === 'certain' ? sql`${table}.period <@ ${asked}` : sql`${table}.period && ${asked}`;
}
