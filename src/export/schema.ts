import { z } from 'zod';
import { query, scopeParameters } from '../http/parameters.js';

export const EXPORTED = [
  'articles',
  'entities',
  'events',
  'statements',
  'figures',
  'relations',
  'measures',
] as const;
export type Exported = (typeof EXPORTED)[number];

export const ExportResourceSchema = z.enum(['dataset', ...EXPORTED]).meta({
  id: 'ExportResource',
  description: 'What is exported; `dataset` is all of it, as NDJSON.',
});
export const ExportFormatSchema = z
  .enum(['ndjson', 'csv'])
  .meta({ id: 'ExportFormat', description: 'One item a line, or RFC 4180.' });

export const ExportParams = z.object({
  resource: ExportResourceSchema.describe('What to export.').meta({ examples: ['figures'] }),
  format: ExportFormatSchema.describe('In which format.').meta({ examples: ['ndjson'] }),
});
export type ExportParams = z.output<typeof ExportParams>;

const { pretty, ...scope } = scopeParameters;
export const ExportQuery = query(scope);
export type ExportQuery = z.output<typeof ExportQuery>;

export const ExportSchema = z.string().meta({
  id: 'Export',
  description:
    'One item a line, as the lists have them; of the whole dataset `{"resource", "item"}`. In CSV the columns of the lists.',
});
