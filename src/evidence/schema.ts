import { z } from 'zod';
import { ArticleSchema } from '../articles/schema.js';
import { EntitySchema } from '../entities/schema.js';
import { EventSchema } from '../events/schema.js';
import { FigureSchema } from '../figures/schema.js';
import { StatementSchema } from '../statements/schema.js';

export const EvidenceSchema = z
  .object({
    of: z.string().describe('Id of the article, statement or figure that this is about.'),
    citation: z.string().describe('What is reported, on whose word and where, in one line.'),
    release: z.int32().min(0).describe('The release that this was read from.'),
    digest: z.string().length(64).describe('SHA-256 of the bundle of the article.'),
    article: ArticleSchema,
    statements: z.array(StatementSchema).describe('The statements, each with its chain and spans.'),
    figures: z.array(FigureSchema).describe('The figures, each with its spans.'),
    entities: z.array(EntitySchema).describe('Everybody and everything that those name.'),
    events: z.array(EventSchema).describe('The events that those speak of.'),
  })
  .meta({ id: 'Evidence', description: 'All that it takes to check something, in one answer.' });

export const BundleDocumentSchema = z
  .looseObject({ format: z.string().describe('Version of the format.') })
  .meta({
    id: 'BundleDocument',
    description:
      'An article with all that was read from it, in the format of seeds/bundle.schema.json; it can be loaded elsewhere.',
  });
