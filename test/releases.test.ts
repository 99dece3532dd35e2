import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBundle } from '../src/bundle/check.js';
import { loadBundle } from '../src/bundle/load.js';
import { removeArticle } from '../src/bundle/remove.js';
import { projectPath } from '../src/project.js';
import { type Api, createApi, type Item } from './support/app.js';

// The expected answers were worked out by hand: test/reports/README.md, section 3.

let api: Api;
beforeAll(async () => {
  api = await createApi('reports');
});
afterAll(() => api.close());

const full = (id: string) => `varn-border-2031-03-${id}`;
const ids = (...local: string[]) => local.map(full);
const killed = [
  ids('a.brigade-killed', 'a.corps-killed-laka'),
  ids(
    'b.brigade-killed',
    'b.corps-killed-laka',
    'b.corps-killed-laka-denied',
    'b.corps-killed-skore',
  ),
  ids('c.corps-killed-laka', 'c.residents-killed'),
  ids('d.brigade-killed', 'd.corps-killed-laka', 'd.corps-killed-laka-unnamed'),
];
const PATHS = ['articles', 'entities', 'events', 'statements', 'figures', 'relations'];

/** Everything the API says of a release, list by list, and some of what it derives. */
async function everything(scope: string): Promise<Item> {
  const answers: Item = {};
  for (const path of [
    ...PATHS.map((name) => `${name}?limit=200`),
    'sources?limit=200',
    'figures/checks?tolerance=0.1',
    'figures/reconcile?measure=killed&population=varn-third-brigade',
    'entities/tallow-lantern?pretty=false',
    'statements/varn-border-2031-03-a.laka-dead?pretty=false',
    'articles/varn-border-2031-03-a/evidence?pretty=false',
  ]) {
    answers[path] = (await api.get(`/v1/${path}&${scope}`)).body;
  }
  return answers;
}

/** What an answer says, without where it was asked and of which release it is. */
const withoutScope = (answers: Item): Item =>
  JSON.parse(JSON.stringify(answers).replace(/release \d+/g, 'release n'), (key, value) =>
    key === 'links' || key === 'release' ? undefined : value,
  );

test('each load is a release that says what it added', async () => {
  const { data } = await api.body('/v1/releases?sort=number');
  expect(
    data.map(({ number, added, changed, removed }: Item) => [number, added, changed, removed]),
  ).toEqual([
    [1, 13, 0, 0],
    [2, 1, 0, 0],
    [3, 1, 0, 0],
    [4, 1, 0, 0],
    [5, 1, 0, 0],
  ]);
  expect(await api.body('/v1/releases/3')).toEqual({
    number: 3,
    loadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    added: 1,
    changed: 0,
    removed: 0,
    changes: [{ kind: 'article', id: full('b'), change: 'added' }],
  });
});

test.each([
  [2, [1, 11, 4, 7, 6, 2]],
  [3, [2, 17, 5, 15, 14, 6]],
  [4, [3, 22, 7, 23, 22, 8]],
  [5, [4, 24, 8, 32, 29, 10]],
])('asOfRelease=%i has what was loaded by then', async (release, totals) => {
  const counted = [];
  for (const path of PATHS) {
    const { page } = await api.body(`/v1/${path}?asOfRelease=${release}&total=true&limit=1`);
    counted.push(page.total);
  }
  expect(counted).toEqual(totals);
  const figures = await api.ids(`/v1/figures?measure=killed&asOfRelease=${release}`);
  expect(figures).toEqual(killed.slice(0, release - 1).flat());
});

test('an entity is what was known of it then', async () => {
  const known = async (release: number) => {
    const entity = await api.body(`/v1/entities/tallow-lantern?asOfRelease=${release}`);
    return [entity.name, entity.aliases, entity.mentions];
  };
  const aliases = ['Tallow Lantern Relief', 'Сальный фонарь', '수지등불'];
  expect(await known(2)).toEqual(['Tallow Lantern', [], 2]);
  expect(await known(3)).toEqual(['Tallow Lantern', [], 3]);
  expect(await known(4)).toEqual(['Tallow Lantern', aliases.slice(0, 2), 5]);
  expect(await known(5)).toEqual(['Tallow Lantern', aliases, 7]);
});

describe('publishedBefore keeps what could be known by then', () => {
  test.each([
    ['2031-03-12', 0],
    ['2031-03-13', 1],
    ['2031-03-14', 1],
    ['2031-03-15', 2],
    ['2031-03-18', 3],
    ['2031-03-21', 4],
  ])('%s', async (day, articles) => {
    const scope = `publishedBefore=${day}`;
    expect(await api.ids(`/v1/figures?measure=killed&${scope}`)).toEqual(
      killed.slice(0, articles).flat(),
    );
    // The reports were loaded in the order in which they were published, so either clock agrees.
    if (articles > 0) {
      const released = await everything(`asOfRelease=${articles + 1}`);
      const published = await everything(scope);
      expect(withoutScope(published)).toEqual(withoutScope(released));
    }
  });
});

test('an answer under a release never changes, whatever is loaded, changed or removed after', async () => {
  const before = await Promise.all([2, 3, 4, 5].map((n) => everything(`asOfRelease=${n}`)));
  const { prisma } = api.database;
  const file = projectPath('test', 'reports', `${full('b')}.json`);
  const json = JSON.parse(await readFile(file, 'utf8'));
  json.entities[0].aliases.push('A Later Alias');
  json.figures[0].counting = 'unspecified';
  json.events[0].title = 'Another title';
  const checked = checkBundle(json);
  if (Array.isArray(checked)) throw new Error(JSON.stringify(checked));

  expect(await loadBundle(prisma, checked, file)).toMatchObject({ change: 'changed', release: 6 });
  expect(await removeArticle(prisma, full('a'))).toBe(7);
  expect(await removeArticle(prisma, full('a'))).toBeNull();

  const after = await Promise.all([2, 3, 4, 5].map((n) => everything(`asOfRelease=${n}`)));
  expect(after).toEqual(before);
  expect((await api.body('/v1/releases/6')).changes).toEqual([
    { kind: 'article', id: full('b'), change: 'changed' },
  ]);
  expect((await api.body('/v1/releases/7')).changes).toEqual([
    { kind: 'article', id: full('a'), change: 'removed' },
  ]);
  expect((await api.get(`/v1/articles/${full('a')}`)).status).toBe(404);
  expect(await api.ids('/v1/articles')).toEqual(ids('b', 'c', 'd'));
  const entity = json.entities[0].id;
  expect((await api.body(`/v1/entities/${entity}`)).aliases).toContain('A Later Alias');
});

test.each([
  ['figures?asOfRelease=99', 400],
  ['figures?asOfRelease=0', 400],
  ['figures?publishedBefore=March', 400],
  ['releases/99', 404],
  ['releases/none', 400],
])('/v1/%s is a problem', async (path, status) => {
  expect((await api.get(`/v1/${path}`)).status).toBe(status);
});
