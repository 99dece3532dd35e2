import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { describe, differences } from '../../scripts/openapi-differences.js';
import { projectPath } from '../../src/project.js';

let document: object;
beforeAll(async () => {
  document = JSON.parse(await readFile(projectPath('test', 'contract', 'openapi.json'), 'utf8'));
});

/** Keys, with spaces between. */
type Place = string;
const figures = 'paths /v1/figures get';
const schemas = 'components schemas';

/** The document with another value at a place: `-` appends, `undefined` takes away. */
function changed(place: Place, value: unknown): object {
  const copy = structuredClone(document);
  const path = place.split(' ');
  const key = path.pop() ?? '';
  // biome-ignore lint/suspicious/noExplicitAny: a place may be anywhere.
  const at = path.reduce<any>((inner, step) => inner[step], copy);
  if (key === '-') at.push(value);
  else if (value === undefined) delete at[key];
  else at[key] = value;
  return copy;
}

const extra = (more: object) => ({ name: 'x', in: 'query', schema: { type: 'string' }, ...more });

test.each<[place: Place, value: unknown, said: string]>([
  ['paths /v1/figures', undefined, 'GET /v1/figures is gone'],
  [figures, undefined, 'GET /v1/figures is gone'],
  [`${figures} operationId`, 'figures', 'is called figures, not listFigures'],
  [`${figures} parameters 0 name`, 'metric', 'GET /v1/figures ?measure is gone'],
  [`${figures} parameters 0 required`, true, 'GET /v1/figures ?measure is required'],
  [`${figures} parameters 0 schema maxItems`, 10, 'has `maxItems` 10, not 50'],
  [`${figures} parameters 0 schema items maxLength`, 9, 'has `maxLength` 9, not 200'],
  [`${figures} parameters 0 schema type`, 'string', '?measure is string, not array'],
  [`${figures} parameters -`, extra({ required: true }), '?x is new and required'],
  [`${figures} responses 200`, undefined, 'GET /v1/figures 200 is gone'],
  [`${figures} responses 200 content text/csv`, undefined, '200 text/csv is gone'],
  [`${figures} responses 200 headers ETag`, undefined, '200 ETag is gone'],
  [
    `${figures} responses 200 content application/json schema $ref`,
    '#/x/EventPage',
    'is EventPage, not FigurePage',
  ],
  [`${schemas} Figure`, undefined, 'Figure is gone'],
  [`${schemas} Figure properties unit`, undefined, 'Figure.unit is gone'],
  [`${schemas} Figure required`, ['id'], 'Figure.unit may be missing'],
  [`${schemas} Figure properties unit type`, ['string', 'null'], 'is string | null, not'],
  [`${schemas} Span properties start format`, 'int64', 'is integer (int64), not integer'],
  [`${schemas} Counting enum`, ['cumulative'], 'Counting has lost the value'],
  [`${schemas} Figure properties spans items $ref`, '#/x/Time', 'spans[] is Time, not Span'],
])('%s: %j breaks clients, and is named', (place, value, said) => {
  const found = differences(document, changed(place, value));
  const breaking = describe(found.filter(({ breaks }) => breaks));
  expect(breaking).toContain('BREAKS CLIENTS');
  expect(breaking).toContain(said);
});

test.each<[place: Place, value: unknown, said: string]>([
  ['paths /v1/news', { get: { operationId: 'x', parameters: [], responses: {} } }, 'is new'],
  [`${figures} parameters -`, extra({ required: false }), '?x is new'],
  [`${figures} parameters 0 schema maxItems`, 90, 'has `maxItems` 90, not 50'],
  [`${figures} responses 418`, { description: 'Tea.' }, '418 is new'],
  [`${schemas} Figure properties note`, { type: 'string' }, 'Figure.note is new'],
  [`${schemas} Counting enum -`, 'net', 'Counting has the new value net'],
  [`${schemas} Figure description`, 'Other words.', 'Only words or examples differ.'],
])('%s: %j does not break them', (place, value, said) => {
  const found = differences(document, changed(place, value));
  expect(found.filter(({ breaks }) => breaks)).toEqual([]);
  expect(describe(found)).toContain(said);
});

test('a document does not differ from itself', () => {
  expect(differences(document, structuredClone(document))).toEqual([]);
});
