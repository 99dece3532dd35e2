import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { articleOf } from '../../scripts/corpus/article.js';
import { checkBundle } from '../../src/bundle/check.js';
import { digestOf } from '../../src/bundle/digest.js';
import { BundleError } from '../../src/bundle/faults.js';
import { loadBundles, type Outcome } from '../../src/bundle/load.js';
import { removeArticle } from '../../src/bundle/remove.js';
import { type Api, createApi } from '../support/app.js';
import { bundle, changed, type Full } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

// However many bundles share a release, what is loaded is what it would be one by one.

const candidate = (json: unknown) => {
  const checked = checkBundle(json);
  if (Array.isArray(checked)) throw new BundleError('test', checked);
  return { checked, digest: digestOf(json) };
};

/** Loads bundles, so many at a time; what came of each, without the numbers of releases. */
async function load({ prisma }: TestDatabase, all: unknown[], size: number) {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < all.length; from += size) {
    const batch = all.slice(from, from + size).map(candidate);
    outcomes.push(...(await loadBundles(prisma, batch)));
  }
  return outcomes.map(({ release, ...outcome }) => outcome);
}

/** All that stands, with its keys: every row of every table, less the numbers of releases. */
async function standing({ pool }: TestDatabase): Promise<Record<string, string[]>> {
  const { rows: tables } = await pool.query<{ name: string; states: boolean }>(
    `SELECT c.relname AS name, EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'superseded_in') AS states
      FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND c.relname !~ '^(_|release)' ORDER BY 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name, states } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'released_in' - 'superseded_in')::text AS row FROM "${name}" t
        ${states ? 'WHERE superseded_in = 2147483647' : ''} ORDER BY 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

describe('a corpus in batches of 1, of 7, and all at once', () => {
  const corpus = Array.from({ length: 60 }, (_, number) => articleOf(1, number));
  // Some are loaded again with other words, right away and later.
  const again = [3, 20, 59].map((number) =>
    changed(corpus[number] as Full, { '/entities/0/aliases': ['Another'], '/links': [] }),
  );
  const all = [...corpus.slice(0, 21), ...again.slice(1, 2), ...corpus.slice(21), ...again];
  const sizes = [1, 7, all.length];
  let apis: Api[];
  const outcomes: object[] = [];
  beforeAll(async () => {
    apis = await Promise.all(sizes.map(() => createApi('empty')));
    for (const [index, size] of sizes.entries()) {
      outcomes.push(await load((apis[index] as Api).database, all, size));
    }
  }, 120_000);
  afterAll(() => Promise.all(apis.map((api) => api.close())));

  test('leaves the same rows under the same keys', async () => {
    const [one, ...others] = await Promise.all(apis.map(({ database }) => standing(database)));
    expect(one?.figure?.length).toBeGreaterThan(500);
    for (const other of others) expect(other).toEqual(one);
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });

  test('makes fewer releases', async () => {
    const releases = apis.map(({ database }) => database.prisma.release.count());
    const [one, seven, whole] = await Promise.all(releases);
    // Of what is the same as before none, and the measures have one of their own.
    expect(one).toBe(1 + all.length - 1);
    expect(seven).toBe(1 + Math.ceil(all.length / 7));
    // No article has two versions in one release: number 20 comes twice, and so does 59.
    expect(whole).toBe(1 + 3);
  });

  test.each(['articles', 'entities', 'events', 'statements', 'figures', 'relations', 'dataset'])(
    'answers the same over HTTP: %s.ndjson',
    async (kind) => {
      const texts = await Promise.all(
        apis.map(async (api) => (await api.get(`/v1/export/${kind}.ndjson`)).text),
      );
      expect(texts[0]?.split('\n').length).toBeGreaterThan(50);
      expect(texts[1]).toBe(texts[0]);
      expect(texts[2]).toBe(texts[0]);
    },
  );
});

describe('small bundles that are at odds with each other', () => {
  const DAY = '2025-01-14';
  const NOBODY = { entities: [], events: [], statements: [], figures: [], relations: [] };

  type Variant = [
    id: string,
    type: string | null,
    alias: string,
    to: string | null,
    day: string | null,
  ];

  /** An article of which much may differ: whom it names, as what, with which link to another, when. */
  function variant(...[id, type, alias, to, day]: Variant): Full {
    const published = day === null ? { basis: 'unknown' } : { edtf: day, basis: 'inferred' };
    const article = { id, published } as Full['article'];
    const plain = bundle({ article });
    if (type === null)
      return bundle({ ...NOBODY, article: { ...article, publisher: null, byline: alias } });
    const links = to === null ? [] : [{ from: 'losses', type: 'updates', to: `${to}.losses` }];
    return changed(plain, {
      '/entities/2/type': type,
      '/entities/2/aliases': [alias],
      '/events/0/summary': alias === 'Norge' ? null : alias,
      '/links': links,
    });
  }
  const variants: fc.Arbitrary<Variant> = fc.tuple(
    fc.constantFrom('first', 'second', 'third'),
    fc.constantFrom('country', 'country', 'place', null),
    fc.constantFrom('Nordland', 'Norge'),
    fc.constantFrom(null, null, 'first', 'second'),
    fc.constantFrom(DAY, DAY, '2025-01-15', null),
  );

  // Which are accepted, and with what faults the others are refused, depends on those before.
  test('meet the same fate together as one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(variants, { minLength: 2, maxLength: 7 }), async (given) => {
        const all = given
          .filter(([id, , , to]) => id !== to)
          .map((arguments_) => variant(...arguments_));
        const databases = await Promise.all([createDatabase('empty'), createDatabase('empty')]);
        try {
          const [single, batched] = databases;
          const fates = await load(single, all, 1);
          expect(await load(batched, all, all.length || 1)).toEqual(fates);
          expect(await standing(batched)).toEqual(await standing(single));
        } finally {
          await Promise.all(databases.map((database) => database.close()));
        }
      }),
      {
        numRuns: 15,
        // An article that comes back goes before one that shares its release.
        examples: [
          [
            [
              ['third', null, 'Nordland', null, DAY],
              ['second', 'country', 'Nordland', 'first', DAY],
              ['first', 'country', 'Nordland', null, DAY],
              ['third', 'country', 'Nordland', null, DAY],
            ],
          ],
          // Who comes first is ended after one that goes before who would be next.
          [
            [
              ['first', 'country', 'Norge', null, DAY],
              ['third', 'country', 'Nordland', null, DAY],
              ['second', 'country', 'Nordland', null, DAY],
              ['first', 'country', 'Nordland', null, DAY],
              ['third', 'country', 'Norge', null, DAY],
            ],
          ],
        ],
      },
    );
  }, 180_000);

  test('a link may lead to an article of the same batch, but not to one that comes later', async () => {
    const database = await createDatabase('empty');
    try {
      const link = (id: string, to: string) => variant(id, 'country', 'Norge', to, DAY);
      const outcomes = await load(
        database,
        [
          link('second', 'first'),
          variant('first', 'country', 'Norge', null, DAY),
          link('third', 'first'),
        ],
        3,
      );
      const message = 'found "first.losses", expected a statement of an article that is loaded';
      expect(outcomes).toEqual([
        { change: 'refused', faults: [{ pointer: '/links/0/to', message }] },
        { change: 'added' },
        { change: 'added' },
      ]);
    } finally {
      await database.close();
    }
  });

  // It keeps its rank among the articles, so it must not be merged as if it were the last.
  test('an article that was removed and comes back leaves what it would never have left', async () => {
    const databases = await Promise.all([createDatabase('empty'), createDatabase('empty')]);
    try {
      const [straight, back] = databases;
      const first = variant('first', 'country', 'Nordland', null, DAY);
      const second = variant('second', 'country', 'Norge', null, DAY);
      await load(straight, [first, second], 1);
      await load(back, [first, second], 1);
      await removeArticle(back.prisma, 'first');
      await load(back, [first], 1);
      const states = ({ prisma }: TestDatabase) =>
        Promise.all([
          prisma.entityState.findMany({
            where: { supersededIn: 2147483647 },
            omit: { releasedIn: true },
            orderBy: { slug: 'asc' },
          }),
          prisma.eventState.findMany({
            where: { supersededIn: 2147483647 },
            omit: { releasedIn: true },
          }),
        ]);
      expect(await states(back)).toEqual(await states(straight));
    } finally {
      await Promise.all(databases.map((database) => database.close()));
    }
  });
});
