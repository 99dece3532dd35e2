import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectPath } from '../src/project.js';
import { type Api, createApi, type Item } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('empty');
});
afterAll(() => api.close());

test('the measures are those of the vocabulary, by id', async () => {
  const file = JSON.parse(await readFile(projectPath('seeds', 'measures.json'), 'utf8'));
  const expected = file.measures
    .map((measure: Item) => ({ sumOf: [], atMost: null, ...measure }))
    .sort((a: Item, b: Item) => (a.id < b.id ? -1 : 1));
  expect((await api.body('/v1/measures')).data).toEqual(expected);
});

test.each([
  ['q=kill', ['casualties', 'killed']],
  ['q=wouned', ['wounded']],
  ['sort=-id&limit=2', ['wounded', 'surrendered']],
])('measures?%s keeps what fits and nothing else', async (filter, ids) => {
  expect(await api.ids(`/v1/measures?${filter}`)).toEqual(ids);
});
