import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkBundle } from '../../src/bundle/check.js';
import { digestOf } from '../../src/bundle/digest.js';
import { checkMeasures, loadMeasures } from '../../src/bundle/measures.js';
import { seedBundle, seedBundles, seedMeasures } from '../../src/bundle/seed.js';
import { NEVER } from '../../src/database/database.js';
import { bundle, changed, sealed } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { article, entityStatesIn, FIRST, loadInto, PLAIN } from './norland.js';
import { rowsOf } from './rows.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

const load = (json: unknown) => loadInto(database, json);
const entityStates = (slug: string) => entityStatesIn(database, slug);

describe('loading again', () => {
  test('loading the seed twice leaves every row of every table as it was', async () => {
    const seeded = await createDatabase('seeded');
    try {
      const before = await rowsOf(seeded);
      expect(await seedMeasures(seeded.prisma)).toMatchObject({ release: null, changed: 0 });
      for (const file of await seedBundles()) {
        expect(await seedBundle(seeded.prisma, file)).toMatchObject({
          change: 'unchanged',
          release: null,
        });
      }
      expect(await rowsOf(seeded)).toEqual(before);
    } finally {
      await seeded.close();
    }
  });

  test('the order of keys, $schema, and null, [] or nothing make no other bundle', async () => {
    const plain = bundle();
    const wordy = {
      links: [],
      ...Object.fromEntries(Object.entries(plain).reverse()),
      $schema: '../bundle.schema.json',
      article: { ...plain.article, byline: null, url: null },
    };
    expect(digestOf(wordy)).toBe(digestOf(plain));
    await load(plain);
    const before = await rowsOf(database);
    expect(await load(wordy)).toMatchObject({ change: 'unchanged', release: null });
    expect(await rowsOf(database)).toEqual(before);
  });

  test.each([
    ['a value', { '/figures/0/quantity/value': 301 }],
    ['what is null', { '/article/byline': 'By Our Correspondent' }],
    ['an empty list', { '/entities/0/aliases': ['Herald'] }],
    ['the order of a list', { '/entities': [...bundle().entities].reverse() }],
    ['nothing but a seal', { '/seal': sealed().seal }],
  ])('%s makes another bundle', (_, changes) => {
    expect(digestOf(changed(bundle(), changes))).not.toBe(digestOf(bundle()));
  });

  test('a changed bundle supersedes, and the old version stays as it was', async () => {
    expect(await load(bundle())).toEqual({
      article: 'lake-orm',
      change: 'added',
      release: FIRST,
      counts: { entities: 5, events: 1, statements: 1, figures: 1, relations: 1 },
    });
    const rows = () =>
      database.prisma.articleVersion.findMany({
        orderBy: { releasedIn: 'asc' },
        include: { figures: true, statements: true, mentions: true, relations: true },
      });
    const [old] = await rows();
    const next = changed(bundle(), { '/figures/0/quantity/value': 305 });
    expect(await load(next)).toMatchObject({ change: 'changed', release: FIRST + 1 });

    const [kept, current, ...more] = await rows();
    expect(more).toEqual([]);
    expect(kept).toEqual({ ...old, supersededIn: FIRST + 1 });
    expect(current).toMatchObject({
      articleId: old?.articleId,
      releasedIn: FIRST + 1,
      supersededIn: NEVER,
      bundle: next,
    });
    const values = (version: typeof old) => version?.figures.map(({ value }) => Number(value));
    expect([values(kept), values(current)]).toEqual([[300], [305]]);
  });

  test('what a new version says the same of an entity or event makes no new state', async () => {
    await load(bundle());
    const before = [
      await database.prisma.entityState.findMany(),
      await database.prisma.eventState.findMany(),
    ];
    await load(changed(bundle(), { '/figures/0/quantity/value': 305 }));
    expect([
      await database.prisma.entityState.findMany(),
      await database.prisma.eventState.findMany(),
    ]).toEqual(before);
  });

  test('a changed measure supersedes, the others stay', async () => {
    const measures = await database.prisma.measureState.findMany();
    const definitions = measures.map(({ slug, measureId, releasedIn, supersededIn, ...words }) => ({
      id: slug,
      ...words,
      ...(slug === 'killed' && { label: 'Dead' }),
    }));
    const checked = checkMeasures({ format: 'hearsay-measures/1', measures: definitions });
    expect(checked).toEqual({ measures: definitions });
    expect(await loadMeasures(database.prisma, definitions)).toEqual({
      release: FIRST,
      added: 0,
      changed: 1,
      unchanged: measures.length - 1,
    });
    const killed = measures.find(({ slug }) => slug === 'killed');
    expect(await database.prisma.measureState.findMany({ where: { slug: 'killed' } })).toEqual([
      { ...killed, supersededIn: FIRST },
      { ...killed, releasedIn: FIRST, label: 'Dead' },
    ]);
    expect(await database.prisma.measureState.count()).toBe(measures.length + 1);
  });
});

test('ties between statements are loaded: in the article, by its own id, to another', async () => {
  await load(article('first'));
  await load({
    ...article('second'),
    links: [
      { from: 'losses', type: 'updates', to: 'first.losses' },
      { from: 'losses', type: 'supports', to: 'losses' },
      { from: 'losses', type: 'denies', to: 'second.losses' },
    ],
  });
  const links = await database.prisma.statementLink.findMany({
    select: {
      position: true,
      type: true,
      targetLocalId: true,
      article: { select: { slug: true } },
      statement: { select: { localId: true, articleVersion: { select: { slug: true } } } },
    },
    orderBy: { position: 'asc' },
  });
  const statement = { localId: 'losses', articleVersion: { slug: 'second' } };
  const targetLocalId = 'losses';
  expect(links).toEqual([
    { position: 0, type: 'updates', targetLocalId, article: { slug: 'first' }, statement },
    { position: 1, type: 'supports', targetLocalId, article: { slug: 'second' }, statement },
    { position: 2, type: 'denies', targetLocalId, article: { slug: 'second' }, statement },
  ]);
});

describe('all or nothing', () => {
  test('two loads at the same time both succeed, one release after the other', async () => {
    const ids = ['first', 'second', 'third', 'fourth'];
    const loaded = await Promise.all(ids.map((id) => load(article(id))));
    expect(loaded.map(({ release }) => release).sort()).toEqual([2, 3, 4, 5]);
    const releases = await database.prisma.release.findMany({ orderBy: { number: 'asc' } });
    expect(releases.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    const versions = await database.prisma.articleVersion.findMany();
    expect(new Map(versions.map(({ slug, releasedIn }) => [slug, releasedIn]))).toEqual(
      new Map(loaded.map(({ article: slug, release }) => [slug, release])),
    );
    expect(await entityStates('norland')).toEqual([{ ...PLAIN, releasedIn: 2 }]);
  });

  test('the same bundle at the same time is loaded once', async () => {
    const loaded = await Promise.all([load(bundle()), load(bundle())]);
    expect(loaded.map(({ change, release }) => `${change} ${release}`).sort()).toEqual([
      'added 2',
      'unchanged null',
    ]);
  });

  // The last table that is written, and the release itself after all else.
  test.each(['relation', 'entity_state', 'release'])(
    'a load that fails while it writes %s leaves nothing',
    async (table) => {
      await load(article('first'));
      const before = await rowsOf(database);
      await database.pool.query(
        `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
        CREATE TRIGGER fail BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION fail()`,
      );
      const next = article('first', { norland: { aliases: ['Nordland'] } });
      await expect(load(next)).rejects.toThrow('disk full');
      expect(await rowsOf(database)).toEqual(before);

      await database.pool.query(`DROP TRIGGER fail ON ${table}`);
      expect(await load(next)).toMatchObject({ change: 'changed', release: FIRST + 1 });
    },
  );
});

test('the longest words that a bundle may have for names fit into every index', async () => {
  // No two alike in a row, or PostgreSQL would make them shorter.
  const hangul = (from: number) =>
    String.fromCodePoint(
      ...Array.from({ length: 300 }, (_, n) => 0xac00 + ((from + n * 4099) % 11_172)),
    );
  const longest = {
    '/article/label': hangul(1),
    '/entities/2/name': hangul(2),
    '/entities/2/aliases': [hangul(3)],
    '/events/0/title': hangul(4),
    '/relations/0/type': 'xyzzyplughqwertzuiop'.repeat(5),
    '/statements/0/attribution/0/verb': hangul(5),
  };
  expect(await load(changed(bundle(), longest))).toMatchObject({ change: 'added' });
});

describe('spans are verified', () => {
  const spansOf = async () => {
    const [version] = await database.prisma.articleVersion.findMany({
      include: { mentions: true, figures: true, statements: { include: { attribution: true } } },
    });
    const spans = [
      version?.mentions[0]?.span,
      version?.figures[0]?.spans,
      version?.statements[0]?.hedges,
      version?.statements[0]?.spans,
      version?.statements[0]?.attribution[0]?.span,
    ].flat();
    return spans.map((span) => (span as { verified: boolean }).verified);
  };
  const identity = async () => {
    const [version] = await database.prisma.articleVersion.findMany();
    return { textSha256: version?.textSha256, textLength: version?.textLength };
  };
  const { seal } = sealed();
  const known = { textSha256: seal?.textSha256, textLength: 151 };

  test.each<[string, unknown, boolean, object]>([
    ['when the bundle carries its text', bundle(), true, known],
    ['when it is sealed', sealed(), true, known],
    [
      'not when it is neither',
      changed(bundle(), { '/article/text': undefined }),
      false,
      { textSha256: null, textLength: null },
    ],
  ])('%s', async (_, json, verified, text) => {
    await load(json);
    expect(await spansOf()).toEqual([verified, verified, verified, verified, verified]);
    expect(await identity()).toEqual(text);
  });

  test('and a bundle that was changed after it was sealed is refused', () => {
    const moved = { start: 111, end: 119, exact: 'Lake Orm' };
    expect(checkBundle(changed(sealed(), { '/events/0/spans/0': moved }))).toEqual([
      {
        pointer: '/seal/spansSha256',
        message:
          'spans or seal were changed since the bundle was sealed; check it against its text again',
      },
    ]);
  });
});
