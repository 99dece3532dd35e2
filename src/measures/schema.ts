import { z } from 'zod';
import { represent } from '../formats/resource.js';
import { listParameters, query } from '../http/parameters.js';
import { pageOf } from '../http/shapes.js';

export const MeasureSchema = z
  .object({
    id: z.string().describe('The id that figures use.'),
    label: z.string().describe('Its name.'),
    unit: z.string().describe('What is counted: person, vehicle, USD, ...'),
    definition: z.string().describe('What counts and what does not.'),
    sumOf: z.array(z.string()).describe('Ids of the measures that add up to it.'),
    atMost: z.string().nullable().describe('Id of the measure that it cannot exceed.'),
  })
  .meta({ id: 'Measure', description: 'What a figure counts.' });

export const MeasurePageSchema = pageOf(MeasureSchema, 'MeasurePage');

export const measureView = represent('measures', MeasureSchema, [
  'id',
  'label',
  'unit',
  'sumOf',
  'atMost',
]);

export const MeasureListQuery = query({
  ...listParameters(['id', 'added']),
  ...measureView.listView,
});
export type MeasureListQuery = z.output<typeof MeasureListQuery>;
