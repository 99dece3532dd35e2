import { z } from 'zod';
import { represent } from '../formats/resource.js';
import { listParameters, oneOf, query } from '../http/parameters.js';
import { PageSchema } from '../http/shapes.js';
import { wordsOf } from './words.js';

/** The kinds of thing that are found, in the order in which they are listed among equals. */
export const KINDS = ['entity', 'event', 'statement', 'figure', 'article'] as const;
export type SearchKind = (typeof KINDS)[number];

/** How far the ranked list goes. */
export const LISTED = 200;
/** How many of a kind are counted and ranked. */
export const RANKED = 1000;
const WORDS = 12;

/** Why something is where it is in the list, best first, and what each says. */
export const RANKS = {
  exact: 'a name, title or label is what was asked for',
  prefix: 'a name, title or label has it, from the beginning of a word',
  names: 'every word stands in the names',
  similar:
    'every word stands in the names or nearly does, or all of them are nearly one; the more alike, the higher the score',
  prose: 'the words stand in the names and the text together',
} as const;

const RULE = `By rank, then score, kind (${KINDS.join(', ')}), shorter title, id. Ranks, best first: ${Object.entries(
  RANKS,
)
  .map(([rank, text]) => `\`${rank}\`: ${text}`)
  .join('; ')}.`;

export const DESCRIPTION = `Finds words in any order and any script: parts of words count (of one or two letters, only at the beginning of a word, two also at its end), capitals and accents do not, and slips in names are forgiven, in numbers and most words of up to five letters not. The lists find the same by their \`q\`. ${RULE} The names of a statement are those it is from or about, of a figure also whom it counts and where, of an event its participants and places, of an article its publisher. The list ends after ${LISTED} items. Of each kind at most ${RANKED} are ranked and counted: first those with every word in their names (of entities, those with a word that begins so before all others), then those with names that are similar (to a single word, the more alike before the others), then the rest; of each the first that were loaded.`;

export const SearchKindSchema = z
  .enum(KINDS)
  .meta({ id: 'SearchKind', description: 'What was found; each kind has a list of its own.' });

export const SearchRankSchema = z
  .enum(Object.keys(RANKS) as [keyof typeof RANKS, ...(keyof typeof RANKS)[]])
  .meta({ id: 'SearchRank', description: `Where an item stands in a search. ${RULE}` });

export const HighlightMatchSchema = z
  .object({
    start: z.int32().min(0).describe('First character, in Unicode code points from 0.'),
    end: z.int32().min(1).describe('The position after the last character.'),
  })
  .meta({ id: 'HighlightMatch', description: 'A stretch of a text that was asked for.' });

export const HighlightFieldSchema = z.enum(['title', 'names', 'prose']).meta({
  id: 'HighlightField',
  description:
    'What a text is: the title of the item, another name (of whom it is about, too), or prose.',
});

export const HighlightSchema = z
  .object({
    field: HighlightFieldSchema,
    text: z.string().describe('A text of the item, as it is.'),
    matches: z.array(HighlightMatchSchema).describe('Where the words stand in it, in order.'),
  })
  .meta({ id: 'Highlight', description: 'A text in which words stand that were asked for.' });

export const SearchItemSchema = z
  .object({
    kind: SearchKindSchema,
    id: z.string().describe('Its id in the list of its kind.'),
    title: z
      .string()
      .describe(
        "An entity's name, an event's title, a statement's summary, a figure's measure and words, an article's label.",
      ),
    rank: SearchRankSchema,
    score: z
      .number()
      .min(0)
      .max(1)
      .describe('Compares items of one search: 1 for `exact`, less for each rank after it.'),
    highlights: z
      .array(HighlightSchema)
      .describe(
        'Each word in the first text that has it: the title, names, then prose. A slip gives the word of a name that is most likely meant; empty if there is none.',
      ),
  })
  .meta({ id: 'SearchItem', description: 'Something that was found, and where the words stand.' });

export const searchView = represent('search', SearchItemSchema, ['rank', 'kind', 'id', 'title']);

export const KindCountSchema = z
  .object({
    kind: SearchKindSchema,
    count: z.int32().min(0).max(RANKED).describe('How many of this kind match.'),
    capped: z
      .boolean()
      .describe(`Whether counting stopped, as it does at ${RANKED}: there may be more.`),
  })
  .meta({ id: 'KindCount', description: 'How many of one kind a search finds.' });

export const SearchFacetsSchema = z
  .object({
    kind: z.array(KindCountSchema).describe('By kind, whatever kinds were asked for.'),
  })
  .meta({ id: 'SearchFacets', description: 'What a search finds, counted.' });

export const SearchPageSchema = z
  .object({
    data: z.array(SearchItemSchema).describe('The items of this page, best first.'),
    page: PageSchema,
    facets: SearchFacetsSchema,
  })
  .meta({ id: 'SearchPage', description: 'A page of what a search finds.' });

const { q, sort, total, ...parameters } = listParameters(['rank']);

export const SearchQuery = query({
  q: q
    .unwrap()
    .refine((given) => wordsOf(given).length <= WORDS, `has more than ${WORDS} words`)
    .describe(
      `Words to search for, in any order; the last may be unfinished. At most ${WORDS}, with a letter or a digit.`,
    )
    .meta({ pattern: '\\S', examples: ['zelensky'] }),
  kind: oneOf(SearchKindSchema, 'Only items of these kinds.', 'entity'),
  ...parameters,
  ...searchView.listView,
});
export type SearchQuery = z.output<typeof SearchQuery>;
