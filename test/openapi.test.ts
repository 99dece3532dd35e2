import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi, type Item } from './support/app.js';

let api: Api;
let operations: { path: string; get: Item }[];
beforeAll(async () => {
  api = await createApi();
  operations = Object.entries(api.document.paths).map(([path, { get }]) => ({ path, get }));
});
afterAll(() => api.close());

test('every operation has a unique id, a summary, one tag and its errors', () => {
  const ids = operations.map(({ get }) => get.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, get } of operations) {
    expect(get.summary, path).toMatch(/^[A-Z]/);
    expect(get.tags, path).toHaveLength(1);
    const errors = path.includes('{') ? ['400', '404', '500', '503'] : ['400', '500', '503'];
    expect(Object.keys(get.responses), path).toEqual(['200', ...errors]);
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

test('every schema is a named component; none is written out inside an operation', () => {
  for (const { path, get } of operations) {
    for (const [status, response] of Object.entries<Item>(get.responses)) {
      if (response.$ref) continue;
      const { schema } = response.content['application/json'];
      expect(Object.keys(schema), `${path} ${status}`).toEqual(['$ref']);
    }
  }
  const inline = JSON.stringify((api.document.components as Item).schemas).match(
    /"properties":\{"[^}]*?"type":"object","properties"/,
  );
  expect(inline).toBeNull();
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
