import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

const ids = (...local: string[]) => local.map((id) => `${ARTICLE}.${id}`);

test('a relation names both ends and the statement that carries it', async () => {
  const { data } = await api.body('/v1/relations?subject=kim-jong-un');
  expect(data).toEqual([
    {
      id: `${ARTICLE}.kim-leader`,
      type: 'leader_of',
      subject: { id: 'kim-jong-un', name: 'Kim Jong Un', type: 'person' },
      object: { id: 'north-korea', name: 'North Korea', type: 'country' },
      statement: `${ARTICLE}.kim-leads-north-korea`,
      spans: expect.arrayContaining([expect.objectContaining({ article: ARTICLE })]),
    },
  ]);
});

test.each([
  ['type=supplies', ids('moscow-supplies-pyongyang')],
  ['subject=russian-government', ids('moscow-supplies-pyongyang')],
  ['object=storm-corps', ids('soldiers-of-storm-corps')],
  [`article=${ARTICLE}&type=supplies`, ids('moscow-supplies-pyongyang')],
  ['q=storm%20unit', ids('storm-corps-of-north-korea')],
  [
    'subject=russia&sort=type',
    ids(
      'russia-at-war-with-ukraine',
      'russia-cooperates-with-north-korea',
      'russia-technology-with-north-korea',
      'russia-ties-with-pyongyang',
    ),
  ],
])('relations?%s keeps what fits and nothing else', async (filter, expected) => {
  expect(await api.ids(`/v1/relations?${filter}`)).toEqual(expected);
});

test('a type of tie that nothing has is a mistake, not an empty list', async () => {
  const { status, body } = await api.get('/v1/relations?type=leads_of');
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    {
      parameter: 'type',
      message: 'nothing that is loaded has "leads_of"',
      allowed: expect.arrayContaining(['leader_of', 'supplies']),
      suggestion: 'leader_of',
    },
  ]);
});
