import { z } from 'zod';
import { isStorable, NOT_STORABLE } from '../storable.js';

// The parameters that several lists share. A query string has only text, so every schema here
// takes text and gives what the query works with; OpenAPI is made from what it gives.

const text = () => z.string().refine(isStorable, NOT_STORABLE).meta({ pattern: '^[^\\u0000]*$' });

/** What every id is like. The document says it; a wrong one is refused since nothing has it. */
export const ID = { pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)?$' };

/** Comma-separated values; a parameter that is given several times counts as one list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .preprocess(
      (given) =>
        (Array.isArray(given) ? given : [given]).flatMap((part) =>
          typeof part === 'string' ? part.split(',').map((word) => word.trim()) : [part],
        ),
      z.array(item).min(1).max(50),
    )
    .optional();
}

const numberOf = <T extends z.ZodNumber>(pattern: RegExp, number: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' && pattern.test(given) ? Number(given) : given),
    number,
  );
export const integer = (min: number, max: number) =>
  numberOf(/^-?\d{1,100}$/, z.int().min(min).max(max));
const decimal = () => numberOf(/^-?\d{1,100}(\.\d{1,100})?$/, z.number());

/** `?pretty` and `?pretty=true` alike. */
const flag = () =>
  z.preprocess(
    (given) => ({ '': true, true: true, 1: true, false: false, 0: false })[String(given)] ?? given,
    z.boolean(),
  );

/** One id that must be given. */
export const id = (what: string, example: string) =>
  text()
    .min(1)
    .max(200)
    .describe(what)
    .meta({ ...ID, examples: [example] });

/** Ids of entities, events, articles or measures. */
export const ids = (what: string, example: string) =>
  listOf(text().min(1).max(200).meta(ID))
    .describe(what)
    .meta({ examples: [example] });

export const oneOf = <T extends z.ZodType>(schema: T, what: string, example: string) =>
  listOf(schema)
    .describe(what)
    .meta({ examples: [example] });

export const words = (what: string, example: string) =>
  listOf(text().min(1).max(100))
    .describe(what)
    .meta({ examples: [example] });

/** PostgreSQL has no year 0. */
const FIRST_DAY = '0001-01-01';

export const date = (what: string, example: string) =>
  z.iso
    .date('is not a date: YYYY-MM-DD')
    .refine((day) => day >= FIRST_DAY, `is before ${FIRST_DAY}`)
    .optional()
    .describe(what)
    .meta({ maxLength: 10, examples: [example] });

export const MatchSchema = z.enum(['possible', 'certain']).meta({
  id: 'Match',
  description:
    'How an uncertain number or time is held against a range: `possible` keeps what may fit, `certain` what must.',
});

export const pretty = {
  pretty: flag()
    .optional()
    .describe('Indent the JSON for reading.')
    .meta({ examples: [true] }),
};

/** What every list, item and derived answer takes: time travel, and how it is to look. */
export const scopeParameters = {
  asOfRelease: integer(1, 2147483647)
    .optional()
    .describe('What the dataset said in this release; the answer never changes.')
    .meta({ examples: [2] }),
  publishedBefore: date(
    'What could be known before this day: only articles certainly published earlier count.',
    '2025-02-01',
  ),
  ...pretty,
};

/** A cursor has the value by which its row is sorted: as much as an index can hold, and encoded. */
const CURSOR_MAX = 4000;

/** Pages of a list in one of the orders `sorts`, of which the first is the default. */
export function pageParameters<const Sorts extends readonly [string, ...string[]]>(sorts: Sorts) {
  type Directed = Sorts[number] | `-${Sorts[number]}`;
  const directed = sorts.flatMap((sort) => [sort, `-${sort}`]) as unknown as [Directed];
  const [first] = directed;
  return {
    sort: z
      .enum(directed)
      .default(() => first as never)
      .describe('The order; `-` before it descends. What has no value comes last in both.'),
    limit: integer(1, 200).default(25).describe('How many items a page has at most.'),
    cursor: text()
      .min(1)
      .max(CURSOR_MAX)
      .optional()
      .meta({ pattern: '^[A-Za-z0-9_-]+$' })
      .describe('Where the page begins: `page.next` of the page before, same filters and sort.'),
    total: flag().default(false).describe('Count all that the filters leave, as `page.total`.'),
  };
}

/** What every list of the dataset takes. */
export const listParameters = <const Sorts extends readonly [string, ...string[]]>(
  sorts: Sorts,
) => ({
  q: text()
    .trim()
    .max(200)
    .regex(/[\p{L}\p{N}]/u, 'must have a letter or a digit')
    .optional()
    .describe(
      'Words to search for, in any order: parts of words count, capitals and accents do not, small slips in names are forgiven, in numbers and most words of up to five letters not. It must have a letter or a digit.',
    )
    // Not every language knows the classes of characters that the check above asks for.
    .meta({ pattern: '\\S', examples: ['zelensky'] }),
  ...pageParameters(sorts),
  ...scopeParameters,
});

export const timeRange = (what: string) => ({
  from: date(`Only ${what} on or after this day.`, '2025-01-01'),
  to: date(`Only ${what} on or before this day.`, '2025-01-31'),
});

export const match = {
  match: MatchSchema.default('possible')
    .describe('Whether what may fit a range is kept, or only what must.')
    .meta({ examples: ['certain'] }),
};

export const valueRange = {
  valueMin: decimal()
    .optional()
    .describe(
      'Only figures of at least this. A figure without bounds ("approximately 300") may fit any range.',
    )
    .meta({ examples: [1000] }),
  valueMax: decimal()
    .optional()
    .describe('Only figures of at most this.')
    .meta({ examples: [5000] }),
};

export const tolerance = numberOf(/^\d(\.\d{1,6})?$/, z.number().min(0).max(1))
  .optional()
  .describe(
    'Gives "approximately x" the bounds x(1-tolerance) to x(1+tolerance); without it, it has none.',
  )
  .meta({ examples: [0.1] });

/** An object of query parameters that knows no others and whose ranges do not end before they begin. */
export function query<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).superRefine((given, context) => {
    const { from, to, valueMin, valueMax } = given as Record<string, string | number | undefined>;
    for (const [name, low, high] of [
      ['to', from, to],
      ['valueMax', valueMin, valueMax],
    ] as const) {
      if (low !== undefined && high !== undefined && low > high) {
        context.addIssue({ code: 'custom', path: [name], message: `must not be less than ${low}` });
      }
    }
  });
}

export const ItemQuery = query(scopeParameters);
export type ItemQuery = z.output<typeof ItemQuery>;

/** Of documents about the service. */
export const DocumentQuery = query(pretty);
