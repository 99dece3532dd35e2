import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi();
});
afterAll(() => api.close());

test('an article says what is known of it and null for the rest', async () => {
  expect(await api.body(`/v1/articles/${ARTICLE}`)).toEqual({
    id: ARTICLE,
    label: "NIS, by way of lawmaker Lee Seong-kweun, on North Korean losses in Russia's war",
    headline: null,
    publisher: { id: 'news-agencies', name: 'News agencies (unnamed)', type: 'group' },
    byline: 'Sources By Agencies',
    language: 'en',
    published: {
      edtf: '2025-01-13/2025-01-19?',
      earliest: '2025-01-13',
      latest: '2025-01-19',
      precision: 'interval',
      text: null,
      basis: 'inferred',
    },
    url: null,
    textSha256: '18886c65c9031e9d28db47f11ef36be7a6797bdbab110675e75f1e1c55752cb7',
    textLength: 3538,
  });
});

test.each([
  ['publisher=news-agencies', [ARTICLE]],
  ['publisher=nis', []],
  ['language=en', [ARTICLE]],
  ['language=ko', []],
  ['from=2025-01-19', [ARTICLE]],
  ['from=2025-01-20', []],
  ['to=2025-01-13', [ARTICLE]],
  ['to=2025-01-12', []],
  ['from=2025-01-13&to=2025-01-19&match=certain', [ARTICLE]],
  ['from=2025-01-14&match=certain', []],
  ['q=lawmaker', [ARTICLE]],
  ['q=blinken', [ARTICLE]],
  ['q=merkel', []],
])('articles?%s keeps what fits and nothing else', async (filter, ids) => {
  expect(await api.ids(`/v1/articles?${filter}`)).toEqual(ids);
});
