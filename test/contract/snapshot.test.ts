import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describe, differences } from '../../scripts/openapi-differences.js';
import { examplesOf } from '../../scripts/openapi-examples.js';
import { projectPath } from '../../src/project.js';
import { type Api, createApi } from '../support/app.js';

// What is committed is what clients were promised.

const STALE = 'run npm run openapi:write';
const read = async (...file: string[]) => JSON.parse(await readFile(projectPath(...file), 'utf8'));

let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

test('test/contract/openapi.json is the document that is served', async () => {
  const snapshot = await read('test', 'contract', 'openapi.json');
  const isSame = JSON.stringify(snapshot) === JSON.stringify(api.document);
  const changes = describe(differences(snapshot, api.document));
  expect(isSame, `${STALE}\n${changes}`).toBe(true);
});

test('its examples are what the service answers over the seed, and keep to their schemas', async () => {
  const examples = await examplesOf(api.document, async (path) => {
    const { status, text } = await api.get(path, { host: 'localhost:3000' });
    return { status, text };
  });
  const committed = await read('src', 'http', 'examples.json');
  const names = [...new Set([...Object.keys(examples), ...Object.keys(committed)])];
  expect(
    names.filter((name) => !isDeepStrictEqual(examples[name], committed[name])),
    `these examples are no longer true: ${STALE}`,
  ).toEqual([]);
});
