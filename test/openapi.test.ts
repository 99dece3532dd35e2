import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openApi30 } from '../src/http/openapi-3.0.js';
import { type Api, createApi, type Item } from './support/app.js';

let api: Api;
let operations: { path: string; get: Item }[];
beforeAll(async () => {
  api = await createApi();
  operations = Object.entries(api.document.paths).map(([path, { get }]) => ({ path, get }));
});
afterAll(() => api.close());

test('every operation has a unique id, words, one tag and its responses', () => {
  const ids = operations.map(({ get }) => get.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, get } of operations) {
    expect(get.summary, path).toMatch(/^[A-Z]/);
    expect(get.description, path).toMatch(/[.:)]$/);
    expect(get.tags, path).toHaveLength(1);
    const isData = path.startsWith('/v1/');
    const responses = ['200', '400', '429', '500', '503'];
    if (isData) responses.push('304');
    if (isData && !path.includes('.{')) responses.push('406');
    if (path.includes('{')) responses.push('404');
    expect(Object.keys(get.responses), path).toEqual(responses.sort());
  }
});

test('answers carry what they are kept by, and the limits', async () => {
  const { headers } = await api.get('/v1/figures');
  const described = Object.keys(
    operations.find(({ path }) => path === '/v1/figures')?.get.responses[200].headers,
  );
  expect(described).toEqual(
    expect.arrayContaining(['ETag', 'Last-Modified', 'Cache-Control', 'Link', 'RateLimit']),
  );
  for (const name of described.filter((header) => !header.startsWith('RateLimit'))) {
    expect(headers, name).toHaveProperty(name.toLowerCase());
  }
});

test('every parameter is described and has an example or a default, and every example works', async () => {
  for (const { path, get } of operations) {
    for (const parameter of get.parameters) {
      const { name, description, example, schema } = parameter;
      const where = `${path} ${name}`;
      expect(description, where).toMatch(/\.$/);
      // The one value that can only come from a page before.
      if (name === 'cursor') continue;
      expect(example ?? schema.default, where).toBeDefined();
      if (parameter.in === 'path') continue;
      const asked = { ...required(get), [name]: String(example ?? schema.default) };
      const url = `${fill(path, get)}?${new URLSearchParams(asked)}`;
      expect((await api.get(url)).status, url).toBe(200);
    }
  }
});

const required = (get: Item): Record<string, string> =>
  Object.fromEntries(
    get.parameters
      .filter((parameter: Item) => parameter.in === 'query' && parameter.required)
      .map(({ name, example }: Item) => [name, String(example)]),
  );

const fill = (path: string, get: Item) =>
  path.replace(
    /\{(\w+)\}/g,
    (_, name) => get.parameters.find((p: Item) => p.name === name).example,
  );

test('the document comes as YAML too', async () => {
  const { text, type } = await api.get('/openapi.yaml');
  expect(type).toBe('application/yaml');
  expect(parse(text)).toEqual(api.document);
});

test('in OpenAPI 3.0, nothing is left that only 3.1 knows', async () => {
  const { status, type } = await api.send('head', '/openapi-3.0.json');
  expect([status, type]).toEqual([200, 'application/json']);
  const document = openApi30(api.document as Item) as Item;
  const { Attribution, Figure } = document.components.schemas;
  expect(Figure.properties.population).toMatchObject({
    type: 'object',
    nullable: true,
    allOf: [{ $ref: '#/components/schemas/EntityRef' }],
  });
  expect(Attribution.properties.certainty.enum).toContain(null);
  expect(Attribution.properties.agentText).toMatchObject({ type: 'string', nullable: true });
  JSON.stringify(document, (key, value) => {
    if (key === 'examples') return undefined;
    const { type, const: only, $ref, ...rest } = value ?? {};
    expect(Array.isArray(type) || type === 'null', key).toBe(false);
    expect(only, key).toBeUndefined();
    if (typeof $ref === 'string') expect(rest, $ref).toEqual({});
    return value;
  });
});

test('every schema is a named component; none is written out, and every enum has a name', () => {
  const { schemas } = api.document.components as Item;
  for (const { path, get } of operations) {
    for (const [status, { $ref, content }] of Object.entries<Item>(get.responses)) {
      if ($ref) continue;
      for (const { schema } of Object.values<Item>(content)) {
        expect(Object.keys(schema), `${path} ${status}`).toEqual(['$ref']);
      }
    }
    for (const { name, schema } of get.parameters) {
      for (const type of [schema, schema.items ?? {}]) {
        expect(type.enum ?? type.properties, `${path} ${name}`).toBeUndefined();
      }
    }
  }
  for (const [name, { properties = {} }] of Object.entries<Item>(schemas)) {
    for (const [field, schema] of Object.entries<Item>(properties)) {
      for (const type of [schema, schema.items ?? {}, ...(schema.anyOf ?? [])]) {
        expect(type.enum ?? type.properties, `${name}.${field}`).toBeUndefined();
      }
    }
  }
});

test('every number has a format and every day is a date', () => {
  JSON.stringify(api.document, (key, value) => {
    const type = [value?.type].flat();
    if (type.includes('integer')) expect(value.format, key).toMatch(/^int(32|64)$/);
    if (type.includes('number')) expect(value.format, key).toBe('double');
    return key === 'examples' ? undefined : value;
  });
  const { Time } = (api.document.components as Item).schemas;
  expect(Time.properties.earliest).toMatchObject({ type: ['string', 'null'], format: 'date' });
});

test('every schema and every field is described', () => {
  const { schemas } = api.document.components as Item;
  for (const [name, schema] of Object.entries<Item>(schemas)) {
    expect(schema.description, name).toBeTruthy();
    for (const [field, type] of Object.entries<Item>(schema.properties ?? {})) {
      expect(type.$ref ?? type.description, `${name}.${field}`).toBeTruthy();
    }
  }
});
