import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, schemaFiles } from '../../src/authoring/json-schema.js';
import { projectPath } from '../../src/project.js';
import { bundle, changed } from '../support/bundles.js';
import { drafted } from './drafts.js';

const readSeed = async (...name: string[]) =>
  JSON.parse(await readFile(projectPath('seeds', ...name), 'utf8'));

function validator(schema: JsonSchema | undefined) {
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
  (addFormats as unknown as (instance: Ajv) => void)(ajv);
  const validate = ajv.compile(schema ?? {});
  return (json: unknown) =>
    validate(json) ? [] : validate.errors?.map(({ instancePath }) => instancePath);
}

const schemas = schemaFiles();
const checkBundle = validator(schemas['bundle.schema.json']);
const checkDraft = validator(schemas['draft.schema.json']);
const checkMeasures = validator(schemas['measures.schema.json']);

test.each(Object.keys(schemas))('seeds/%s is up to date', async (name) => {
  const written = await readSeed(name).catch(() => null);
  const text = (json: unknown) => JSON.stringify(json, null, 2);
  expect(text(written), 'the format has changed: run npm run schema:write').toBe(
    text(schemas[name]),
  );
});

describe('the seeds name their schema and keep to it', () => {
  test('the bundle', async () => {
    const seed = await readSeed('articles', 'nk-troops-kursk-2025-01.json');
    expect(seed.$schema).toBe('../bundle.schema.json');
    expect(checkBundle(seed)).toEqual([]);
  });

  test('the measures', async () => {
    const seed = await readSeed('measures.json');
    expect(seed.$schema).toBe('./measures.schema.json');
    expect(checkMeasures(seed)).toEqual([]);
    expect(checkMeasures(changed(seed, { '/measures/0/unit': null }))).toEqual([
      '/measures/0/unit',
    ]);
  });
});

test('a bundle may leave out what has a default', () => {
  expect(checkBundle(bundle())).toEqual([]);
});

test.each([
  ['/article/id', 'Lake Orm'],
  ['/entities/0/type', 'newspaper'],
  ['/entities/0/mentions', []],
  ['/events/0/spans/0/start', -1],
  ['/events/0/time/basis', null],
  ['/figures/0/quantity/value', '300'],
  ['/statements/0/attribution/0/verb', undefined, '/statements/0/attribution/0'],
  ['/statements/0/span', [], '/statements/0'],
])('a bundle with %s %j is refused', (pointer, value, where = pointer) => {
  expect(checkBundle(changed(bundle(), { [pointer]: value }))).toContain(where);
});

test('a draft may quote without positions, a bundle may not', () => {
  const draft = drafted(bundle()) as object;
  expect(checkDraft(draft)).toEqual([]);
  expect(checkBundle(draft)).toContain('/events/0/spans/0');
  expect(checkDraft(changed(draft, { '/events/0/spans/0/sufix': 'on Monday' }))).toEqual([
    '/events/0/spans/0',
  ]);
});

test('the API document knows nothing of the format', () => {
  const { schemas: components } = z.toJSONSchema(z.globalRegistry);
  expect(Object.keys(components)).toEqual([]);
});
