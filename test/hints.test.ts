import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from './support/app.js';

let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

const ALONE = 'nothing meets it, whatever the other filters';
const WITHOUT = 'without it something would be left';
const TOGETHER = 'only together do the filters leave nothing';

test.each([
  ['figures?measure=missing&origin=nis', [['measure', ALONE]]],
  [
    'figures?measure=deployed&origin=nis',
    [
      ['measure', WITHOUT],
      ['origin', WITHOUT],
    ],
  ],
  [
    'figures?measure=captured&valueMin=9000&match=certain',
    [
      ['measure', WITHOUT],
      ['valueMin', WITHOUT],
    ],
  ],
  ['figures?from=1990-01-01&to=1990-12-31&match=certain', [['from, to', ALONE]]],
  ['entities?q=qqqqq&type=person', [['q', ALONE]]],
  ['events?participant=kim-jong-un&role=victim', [['participant', ALONE]]],
  [
    'relations?subject=kim-jong-un&object=russia&type=supplies',
    [
      ['subject', TOGETHER],
      ['object', TOGETHER],
      ['type', TOGETHER],
    ],
  ],
])('%s says which filter left nothing', async (path, hints) => {
  const { data, page } = await api.body(`/v1/${path}`);
  expect(data).toEqual([]);
  const expected = hints.map(([parameter, message]) => ({ parameter, message }));
  expect(page.hints.toSorted(byParameter)).toEqual(expected.toSorted(byParameter));
});

const byParameter = (
  a: { parameter?: string | undefined },
  b: { parameter?: string | undefined },
) => ((a.parameter ?? '') < (b.parameter ?? '') ? -1 : 1);

test('a list that has something gives no hints', async () => {
  const { page } = await api.body('/v1/figures?measure=killed');
  expect(Object.keys(page)).toEqual(['limit', 'next', 'links']);
});
