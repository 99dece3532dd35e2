import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkBundle } from '../../src/bundle/check.js';
import { digestOf } from '../../src/bundle/digest.js';
import { BundleError } from '../../src/bundle/faults.js';
import { loadBundle } from '../../src/bundle/load.js';
import { checkMeasures, loadMeasures } from '../../src/bundle/measures.js';
import { seedBundle, seedBundles, seedMeasures } from '../../src/bundle/seed.js';
import { NEVER } from '../../src/database/database.js';
import {
  bundle,
  changed,
  type EntityJson,
  type EventJson,
  event,
  type Full,
  sealed,
} from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { rowsOf } from './rows.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

/** The measures are in release 1; the first bundle makes the second. */
const FIRST = 2;

const good = (json: unknown) => {
  const checked = checkBundle(json);
  if (Array.isArray(checked)) throw new BundleError('test', checked);
  return checked;
};
const load = (json: unknown) => loadBundle(database.prisma, good(json), 'test');
const refusal = (json: unknown) =>
  load(json).then(
    () => 'loaded',
    (error: BundleError) => error.faults,
  );

/** The article `id`: that of `bundle()`, with other values for one of its entities or events. */
function article(
  id: string,
  { norland, fighting }: { norland?: Partial<EntityJson>; fighting?: Partial<EventJson> } = {},
): Full {
  const plain = bundle({ article: { id }, events: [event(fighting)] });
  return {
    ...plain,
    entities: plain.entities.map((item) =>
      item.id === 'norland' ? { ...item, ...norland } : item,
    ),
  };
}

/** The article `id` without a word about Norland. */
function withoutNorland(id: string): Full {
  const plain = bundle({ article: { id }, relations: [] });
  return { ...plain, entities: plain.entities.filter((item) => item.id !== 'norland') };
}

async function entityStates(slug: string) {
  return database.prisma.entityState.findMany({
    where: { slug },
    omit: {
      entityId: true,
      names: true,
      search: true,
      namesFolded: true,
      searchFolded: true,
      reference: true,
    },
    orderBy: { releasedIn: 'asc' },
  });
}
const entityState = async (slug: string) => {
  const states = await entityStates(slug);
  return states.find(({ supersededIn }) => supersededIn === NEVER);
};

const PLAIN = {
  slug: 'norland',
  supersededIn: NEVER,
  type: 'country',
  name: 'Norland',
  aliases: [],
  description: null,
  country: null,
  sameAs: [],
  latitude: null,
  longitude: null,
  locationPrecision: null,
};

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

describe('what does not fit what is loaded is refused', () => {
  test('an entity that is of another type in another article', async () => {
    await load(article('first'));
    const before = await rowsOf(database);
    expect(await refusal(article('second', { norland: { type: 'place' } }))).toEqual([
      {
        pointer: '/entities/2/type',
        message: 'found "place", but "norland" is a country in first',
      },
    ]);
    expect(await rowsOf(database)).toEqual(before);
  });

  test('but an article may change its own mind', async () => {
    await load(article('first'));
    await load(article('first', { norland: { type: 'place' } }));
    expect(await entityStates('norland')).toEqual([
      { ...PLAIN, releasedIn: FIRST, supersededIn: FIRST + 1 },
      { ...PLAIN, releasedIn: FIRST + 1, type: 'place' },
    ]);
  });

  test('a measure that is not loaded, with the nearest that is', async () => {
    const before = await rowsOf(database);
    const faults = await refusal(changed(bundle(), { '/figures/0/measure': 'kiled' }));
    expect(faults).toEqual([
      {
        pointer: '/figures/0/measure',
        message: 'found "kiled", expected a measure that is loaded',
        suggestion: 'killed',
      },
    ]);
    expect(await rowsOf(database)).toEqual(before);
  });

  test('a tie to a statement that is not loaded, with the nearest that is', async () => {
    const link = (to: string) => ({ links: [{ from: 'losses', type: 'updates' as const, to }] });
    await load(article('first'));
    expect(await refusal({ ...article('second'), ...link('first.loses') })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "first.loses", expected a statement of an article that is loaded',
        suggestion: 'first.losses',
      },
    ]);
    expect(await refusal({ ...article('second'), ...link('third.losses') })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "third.losses", expected a statement of an article that is loaded',
      },
    ]);
  });

  test('a tie to a statement that the other article had, but has no longer', async () => {
    await load(article('first'));
    const silent = { statements: [], figures: [], relations: [] };
    await load(bundle({ ...silent, article: { id: 'first' } }));
    const links = [{ from: 'losses', type: 'updates' as const, to: 'first.losses' }];
    expect(await refusal({ ...article('second'), links })).toEqual([
      {
        pointer: '/links/0/to',
        message: 'found "first.losses", expected a statement of an article that is loaded',
      },
    ]);
  });

  test('and all of it at once', async () => {
    await load(article('first'));
    const faults = await refusal(
      changed(article('second', { norland: { type: 'place' } }), {
        '/figures/0/measure': 'kiled',
        '/links': [{ from: 'losses', type: 'updates', to: 'first.loses' }],
      }),
    );
    expect((faults as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/figures/0/measure',
      '/entities/2/type',
      '/links/0/to',
    ]);
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

describe('an entity that two articles share', () => {
  const inSecond: Partial<EntityJson> = {
    name: 'Republic of Norland',
    aliases: ['노르란드', 'Norland'],
    description: 'A country in the north.',
    country: 'NO',
    sameAs: ['https://norland.example/'],
    location: { latitude: 61.5, longitude: 8.25, precision: 'country' },
  };
  const merged = {
    ...PLAIN,
    aliases: ['Nordland', 'Republic of Norland', '노르란드'],
    description: 'A country in the north.',
    country: 'NO',
    sameAs: ['https://norland.example/'],
    latitude: 61.5,
    longitude: 8.25,
    locationPrecision: 'country',
  };

  test('keeps its first name, gains aliases, and is told what the first left open', async () => {
    await load(article('first', { norland: { aliases: ['Nordland'] } }));
    await load(article('second', { norland: inSecond }));
    expect(await entityStates('norland')).toEqual([
      { ...PLAIN, aliases: ['Nordland'], releasedIn: FIRST, supersededIn: FIRST + 1 },
      { ...merged, releasedIn: FIRST + 1 },
    ]);
  });

  test('does not lose what the first said of it', async () => {
    const first = { description: 'A kingdom.', country: 'SE' };
    await load(article('first', { norland: first }));
    await load(article('second', { norland: inSecond }));
    expect(await entityState('norland')).toMatchObject(first);
  });

  test('loses the share of an article that no longer speaks of it', async () => {
    await load(article('first', { norland: { aliases: ['Nordland'] } }));
    await load(article('second', { norland: inSecond }));
    await load(withoutNorland('second'));
    expect(await entityState('norland')).toEqual({
      ...PLAIN,
      aliases: ['Nordland'],
      releasedIn: FIRST + 2,
    });
  });

  test('takes the name of the second once the first no longer speaks of it', async () => {
    await load(article('first'));
    await load(article('second', { norland: { name: 'Republic of Norland' } }));
    await load(withoutNorland('first'));
    expect(await entityState('norland')).toEqual({
      ...PLAIN,
      name: 'Republic of Norland',
      releasedIn: FIRST + 2,
    });
  });

  test('is gone with the last article that speaks of it, and comes back', async () => {
    await load(article('first'));
    await load(withoutNorland('first'));
    expect(await entityState('norland')).toBeUndefined();
    await load(article('first'));
    expect(await entityState('norland')).toEqual({ ...PLAIN, releasedIn: FIRST + 2 });
  });

  // Fails as long as src/bundle/entity-states.ts orders by min(rank), min(nth): each is the least of any
  // report, so a later article shuffles what an earlier one gave. min(ARRAY[r.rank, nth]) does not.
  test('keeps its aliases in the order in which they came', async () => {
    await load(article('first', { norland: { aliases: ['Nordland', 'Norge'] } }));
    await load(article('second', { norland: { aliases: ['Norge', 'Noreg', 'Nordland'] } }));
    expect((await entityState('norland'))?.aliases).toEqual(['Nordland', 'Norge', 'Noreg']);
  });

  // The short way (adding to what stands) and the long way (reading all reports again) must agree,
  // or the same articles would give another answer after another history.
  test('is the same whatever was loaded in between', async () => {
    const versions: Record<string, Partial<EntityJson>> = {
      first: { aliases: ['Nordland'], description: 'A kingdom.' },
      second: { name: 'Norlandia', aliases: ['노르란드'], country: 'NO' },
      third: { name: 'Northland', aliases: ['Norland', 'Norge'], country: 'SE' },
    };
    const [first, second, third] = Object.entries(versions).map(([id, norland]) =>
      article(id, { norland }),
    );
    for (const json of [first, second, third]) await load(json);
    const straight = { ...(await entityState('norland')), releasedIn: null };
    expect(straight).toEqual({
      ...PLAIN,
      releasedIn: null,
      aliases: ['Nordland', 'Norlandia', '노르란드', 'Northland', 'Norge'],
      description: 'A kingdom.',
      country: 'NO',
    });

    for (const history of [
      [withoutNorland('first'), second, third, first],
      [withoutNorland('first'), withoutNorland('second'), third, first, second],
      [article('first'), withoutNorland('second'), withoutNorland('third'), third, second, first],
    ]) {
      for (const json of history) await load(json);
      expect({ ...(await entityState('norland')), releasedIn: null }).toEqual(straight);
    }
  });
});

describe('an event that two articles share', () => {
  const unknown = { basis: 'unknown' as const, text: 'lately' };
  const eventState = () =>
    database.prisma.eventState.findFirst({
      where: { slug: 'lake-orm-fighting', supersededIn: NEVER },
      omit: { eventId: true, reference: true },
    });

  test('has its time from the first that knows it, and its words from the first', async () => {
    await load(article('first', { fighting: { time: unknown } }));
    const state = {
      slug: 'lake-orm-fighting',
      releasedIn: FIRST,
      supersededIn: NEVER,
      type: 'assault',
      mode: null,
      modality: 'actual',
      title: 'Fighting near Lake Orm',
      summary: null,
      edtf: null,
      earliest: null,
      latest: null,
      precision: 'unknown',
      timeText: 'lately',
      basis: 'unknown',
    };
    expect(await eventState()).toEqual(state);

    const time = { edtf: '2025-01-11/2025-01-12', text: 'over the weekend', basis: 'inferred' };
    await load(
      article('second', {
        fighting: { title: 'The battle', summary: 'They fought.', time: time as EventJson['time'] },
      }),
    );
    const known = {
      ...state,
      releasedIn: FIRST + 1,
      summary: 'They fought.',
      edtf: '2025-01-11/2025-01-12',
      earliest: new Date('2025-01-11'),
      latest: new Date('2025-01-12'),
      precision: 'interval',
      timeText: 'over the weekend',
      basis: 'inferred',
    };
    expect(await eventState()).toEqual(known);

    await load(article('third', { fighting: { time: { edtf: '2024', basis: 'inferred' } } }));
    expect(await eventState()).toEqual(known);
    await load(bundle({ ...SILENT, article: { id: 'second', publisher: null } }));
    expect(await eventState()).toMatchObject({
      edtf: '2024',
      summary: null,
      releasedIn: FIRST + 3,
    });
  });
  const SILENT = { entities: [], events: [], statements: [], figures: [], relations: [] };
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
