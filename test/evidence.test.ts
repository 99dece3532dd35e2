import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectPath } from '../src/project.js';
import { type Api, createApi, type Item } from './support/app.js';

const ARTICLE = 'nk-troops-kursk-2025-01';
let api: Api;
beforeAll(async () => {
  api = await createApi('seeded');
});
afterAll(() => api.close());

const list = async (path: string) => (await api.body(`/v1/${path}?limit=200`)).data;
const ids = (items: Item[]) => items.map(({ id }) => id);

test('the evidence of a figure is all that it takes to check it, and nothing else', async () => {
  const evidence = await api.body(`/v1/figures/${ARTICLE}.killed/evidence`);
  expect(evidence).toEqual({
    of: `${ARTICLE}.killed`,
    citation: expect.stringMatching(
      /^killed \(North Korean soldiers sent to Russia\): "approximately 300" \(National Intelligence Service → Lee Seong-kweun → News agencies \(unnamed\); characters 62–79\)\. NIS, .* \(News agencies \(unnamed\), 2025-01-13\/2025-01-19\?, inferred\)\. Hearsay release 2, bundle nk-troops-kursk-2025-01, SHA-256 [0-9a-f]{16}\.$/,
    ),
    release: 2,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    article: await api.body(`/v1/articles/${ARTICLE}`),
    statements: [await api.body(`/v1/statements/${ARTICLE}.losses`)],
    figures: [await api.body(`/v1/figures/${ARTICLE}.killed`)],
    entities: expect.any(Array),
    events: expect.any(Array),
  });
  expect(ids(evidence.entities).toSorted()).toEqual([
    'lee-seong-kweun',
    'news-agencies',
    'nis',
    'nk-soldiers-in-russia',
    'russia',
  ]);
  expect(ids(evidence.events)).toContain('nk-troop-losses');
});

test('the citation of a figure that is denied says so', async () => {
  const reports = await createApi('reports');
  try {
    const { citation } = await reports.body(
      '/v1/figures/varn-border-2031-03-b.corps-killed-laka-denied/evidence',
    );
    expect(citation).toMatch(/^said not to be so: killed \(Oskelund Border Corps\): "40" \(/);
  } finally {
    await reports.close();
  }
});

test('the evidence of a statement has all its figures', async () => {
  const evidence = await api.body(`/v1/statements/${ARTICLE}.losses/evidence`);
  expect(ids(evidence.statements)).toEqual([`${ARTICLE}.losses`]);
  expect(ids(evidence.figures)).toEqual([`${ARTICLE}.killed`, `${ARTICLE}.wounded`]);
});

test('the evidence of an article is the article', async () => {
  const evidence = await api.body(`/v1/articles/${ARTICLE}/evidence`);
  expect(evidence.statements).toEqual(await list('statements'));
  expect(evidence.figures).toEqual(await list('figures'));
  expect(evidence.events).toEqual(await list('events'));
});

test('the evidence of one article holds nothing of another', async () => {
  const reports = await createApi('reports');
  try {
    const { statements, figures } = await reports.body(
      '/v1/articles/varn-border-2031-03-b/evidence',
    );
    const { data } = await reports.body('/v1/statements?article=varn-border-2031-03-b&limit=200');
    expect(ids(statements)).toEqual(ids(data));
    expect(new Set(figures.map(({ article }: Item) => article))).toEqual(
      new Set(['varn-border-2031-03-b']),
    );
  } finally {
    await reports.close();
  }
});

test.each([
  'articles/nothing',
  `statements/${ARTICLE}.nothing`,
  `figures/${ARTICLE}.losses`,
  `figures/${ARTICLE}`,
  `articles/${ARTICLE}.killed`,
])('/v1/%s/evidence is not found', async (path) => {
  expect((await api.get(`/v1/${path}/evidence`)).status).toBe(404);
});

test('a bundle comes back as it went in, and loads to the same answers', async () => {
  const bundle = await api.body(`/v1/articles/${ARTICLE}/bundle`);
  const file = projectPath('seeds', 'articles', `${ARTICLE}.json`);
  expect(bundle).toEqual(JSON.parse(await readFile(file, 'utf8')));

  const other = await createApi('empty');
  try {
    await other.load(bundle);
    for (const path of ['articles', 'entities', 'events', 'statements', 'figures', 'relations']) {
      expect((await other.body(`/v1/${path}?limit=200`)).data).toEqual(await list(path));
    }
  } finally {
    await other.close();
  }
});
