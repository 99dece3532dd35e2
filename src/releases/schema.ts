import { z } from 'zod';
import { represent } from '../formats/resource.js';
import { date, integer, pageParameters, pretty, query } from '../http/parameters.js';
import { pageOf } from '../http/shapes.js';

export const ChangeTypeSchema = z
  .enum(['added', 'changed', 'removed'])
  .meta({ id: 'ChangeType', description: 'What a release did to something.' });

export const ChangedKindSchema = z
  .enum(['article', 'measure'])
  .meta({ id: 'ChangedKind', description: 'What a release can change.' });

export const ChangeSchema = z
  .object({
    kind: ChangedKindSchema,
    id: z.string().describe('Its id.'),
    change: ChangeTypeSchema,
  })
  .meta({ id: 'Change', description: 'Something that a release added, changed or removed.' });

export const ReleaseSchema = z
  .object({
    number: z.int32().min(1).describe('The number; `asOfRelease` takes it.'),
    loadedAt: z.iso.datetime({ offset: true }).describe('When it was loaded.'),
    digest: z.string().length(64).describe('SHA-256 over the digests of what was loaded.'),
    added: z.int32().min(0).describe('How many articles and measures are new in it.'),
    changed: z.int32().min(0).describe('How many were loaded anew with changes.'),
    removed: z.int32().min(0).describe('How many are no longer in it.'),
  })
  .meta({ id: 'Release', description: 'One successful load: a version of the dataset.' });

export const ReleaseDetailSchema = ReleaseSchema.extend({
  changes: z.array(ChangeSchema).describe('What it added, changed and removed.'),
}).meta({ id: 'ReleaseDetail', description: 'A release and what it changed.' });

export const ReleasePageSchema = pageOf(ReleaseSchema, 'ReleasePage');

export const releaseView = represent('releases', ReleaseSchema, [
  'number',
  'loadedAt',
  'added',
  'changed',
  'removed',
]);

export const ReleaseListQuery = query({
  from: date('Only releases loaded on or after this day (UTC).', '2025-01-01'),
  to: date('Only releases loaded on or before this day (UTC).', '2099-12-31'),
  ...pageParameters(['number']),
  ...pretty,
  ...releaseView.listView,
});
export type ReleaseListQuery = z.output<typeof ReleaseListQuery>;

export const ReleaseParams = z.object({
  number: integer(1, 2147483647)
    .describe('Number of the release.')
    .meta({ examples: [2] }),
});
