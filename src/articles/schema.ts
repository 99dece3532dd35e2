import { z } from 'zod';
import { isLanguage } from '../bundle/vocabulary.js';
import { EntityRefSchema } from '../entities/schema.js';
import { represent } from '../formats/resource.js';
import {
  ids,
  listParameters,
  match,
  oneOf,
  query,
  scopeParameters,
  timeRange,
} from '../http/parameters.js';
import { pageOf, TimeSchema } from '../http/shapes.js';

export const ArticleSchema = z
  .object({
    id: z.string().describe('Readable id.'),
    label: z.string().describe('What to call it.'),
    headline: z.string().nullable().describe('The headline as published.'),
    publisher: EntityRefSchema.nullable().describe('Who published it, or to whom it is credited.'),
    byline: z.string().nullable().describe('The byline as published.'),
    language: z.string().describe('BCP 47 tag.'),
    published: TimeSchema.describe('When it was published.'),
    url: z.url().nullable().describe('Where it was published.'),
    textSha256: z.string().length(64).nullable().describe('SHA-256 of its text in UTF-8.'),
    textLength: z.int32().nullable().describe('Length of its text in Unicode code points.'),
  })
  .meta({ id: 'Article', description: 'A published text, from which everything else was read.' });

export const ArticlePageSchema = pageOf(ArticleSchema, 'ArticlePage');

export const articleView = represent('articles', ArticleSchema, [
  'id',
  'label',
  'publisher',
  'published',
  'language',
]);

export const ArticleListQuery = query({
  publisher: ids('Only articles of these publishers.', 'news-agencies'),
  language: oneOf(
    z
      .string()
      .refine(isLanguage, 'is not a BCP 47 language tag')
      .meta({ pattern: '^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$', maxLength: 100 }),
    'Only articles in these languages (BCP 47, in the usual form: en, en-US).',
    'en',
  ),
  ...timeRange('articles published'),
  ...match,
  ...listParameters(['added', 'published', 'label', 'id']),
  ...articleView.listView,
});
export type ArticleListQuery = z.output<typeof ArticleListQuery>;
export const ArticleItemQuery = query({ ...scopeParameters, ...articleView.itemView });
