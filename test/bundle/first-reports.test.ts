import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Random, randomOf } from '../../scripts/corpus/random.js';
import { buildApp } from '../../src/app.js';
import { checkBundle } from '../../src/bundle/check.js';
import { digestOf } from '../../src/bundle/digest.js';
import { BundleError } from '../../src/bundle/faults.js';
import { loadBundles } from '../../src/bundle/load.js';
import { removeArticle } from '../../src/bundle/remove.js';
import { bundle, type Full, TEXT } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { migrationSql } from '../support/migration-sql.js';

// What was known of an entity is merged from the reports that say what none before them said, as each
// load brings them. Were all reports merged anew for each answer, none would be another: that is what
// is held here, over everything that loads can do to articles, in every scope.

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

const HERE = { latitude: 63.5, longitude: 10, precision: 'country' } as const;
const DAYS = ['2024-03-01', '2024-05-01', '2024-07-01', '2024-09-01'];
const ARTICLES = 9;

/** The article of this number, with some of the few things that may be said of Norland. */
function article(random: Random, number: number, days: readonly (string | null)[]): Full {
  const day = random.pick(days);
  const plain = bundle({
    article: {
      id: `article-${number}`,
      // Whatever else, it is another bundle each time.
      label: `Article ${number}, ${random.whole(0, 1e9)}`,
      published: day === null ? { basis: 'unknown' } : { edtf: day, basis: 'inferred' },
      text: TEXT,
    },
  });
  const norland = {
    name: random.pick(['Norland', 'The Republic of Norland']),
    aliases: random.pick([[], ['Nordland']]),
    description: random.pick([null, 'A country in the north.']),
    country: random.pick([null, null, 'NO', 'SE']),
    sameAs: random.pick([[], ['https://a.example'], ['https://b.example', 'https://a.example']]),
    location: random.pick([null, null, HERE, { ...HERE, latitude: 64 }]),
  };
  return {
    ...plain,
    entities: plain.entities.map((item) =>
      item.id === 'norland' ? { ...item, ...norland } : item,
    ),
  };
}

/** A history of loads: batches of new and changed articles, removals, articles that come back. */
async function history(seed: string, days: readonly (string | null)[]): Promise<void> {
  const random = randomOf('first-reports', seed);
  for (let step = 0; step < 30; step += 1) {
    if (random.chance(0.2)) {
      await removeArticle(database.prisma, `article-${random.whole(1, ARTICLES)}`);
      continue;
    }
    const first = random.whole(1, ARTICLES);
    const batch = Array.from({ length: random.whole(1, 3) }, (_, nth) => {
      const json = article(random, ((first + nth - 1) % ARTICLES) + 1, days);
      const checked = checkBundle(json);
      if (Array.isArray(checked)) throw new BundleError('test', checked);
      return { checked, digest: digestOf(json) };
    });
    await loadBundles(database.prisma, batch);
  }
}

const scopeOf = (release: number, day: string | null) =>
  `asOfRelease=${release}${day === null ? '' : `&publishedBefore=${day}`}`;

/** What every scope answers of Norland: its status, or what was said of it. */
async function answers(days: readonly (string | null)[]): Promise<Map<string, unknown>> {
  const app = await buildApp({ database, requestTimeout: 10_000 });
  await app.ready();
  const api = supertest(app.server);
  const { total } = (await api.get('/v1/releases?total=true')).body.page;
  const found = new Map<string, unknown>();
  for (let release = 1; release <= total; release += 1) {
    for (const day of days) {
      const scope = scopeOf(release, day);
      const { status, body } = await api.get(`/v1/entities/norland?${scope}`);
      found.set(scope, status === 200 ? { ...body, mentions: 0 } : status);
    }
  }
  await app.close();
  return found;
}

interface Report extends Record<'description' | 'country' | 'location', unknown> {
  releases: [from: number, before: number];
  published: string | null;
  name: string;
  aliases: string[];
  sameAs: string[];
}

/** What all articles ever said of Norland. */
async function reports(): Promise<Report[]> {
  const { rows } = await database.pool.query<Report>(`
    SELECT ARRAY[v.released_in, v.superseded_in] AS releases, v.latest::text AS published, r.name,
      r.aliases, r.description, r.country, r.same_as AS "sameAs",
      CASE WHEN latitude IS NOT NULL THEN jsonb_build_object('latitude', latitude,
        'longitude', longitude, 'precision', location_precision) END AS location
    FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
    JOIN entity e ON e.id = r.entity_id AND e.slug = 'norland' ORDER BY v.article_id`);
  return rows;
}

/** The same as `answers`, from all reports: the first article first. */
function merged(reports: readonly Report[], releases: number, days: readonly (string | null)[]) {
  const found = new Map<string, unknown>();
  for (let release = 1; release <= releases; release += 1) {
    for (const day of days) {
      const known = reports.filter(
        ({ releases: [from, before], published }) =>
          from <= release &&
          release < before &&
          (day === null || (published !== null && published < day)),
      );
      const [name, ...aliases] = new Set(known.flatMap((r) => [r.name, ...r.aliases]));
      const first = (what: 'description' | 'country' | 'location') =>
        known.find((report) => report[what] !== null)?.[what] ?? null;
      const state = {
        id: 'norland',
        type: 'country',
        name,
        aliases,
        description: first('description'),
        country: first('country'),
        sameAs: [...new Set(known.flatMap(({ sameAs }) => sameAs))],
        location: first('location'),
        mentions: 0,
      };
      found.set(scopeOf(release, day), name ? state : 404);
    }
  }
  return found;
}

const rows = async (table: string) => {
  const { rows } = await database.pool.query(
    `SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
};

/** Makes first reports and the states anew, as the migrations do it. */
async function backfill(): Promise<void> {
  await database.pool.query('DROP TABLE first_report; TRUNCATE entity_day_state');
  for (const name of [
    '20261125070000_first_reports',
    '20261126020000_first_contents',
    '20261126040000_first_scopes',
    '20261126090000_first_names',
  ]) {
    await database.pool.query(await migrationSql(name));
  }
  const script = await migrationSql('20261126110000_states_by_day');
  const changes = script.match(/^(INSERT|.*"first_report" DROP)[^;]*;$/gm);
  expect(changes).toHaveLength(2);
  await database.pool.query(changes?.join('\n') ?? '');
}

const BETWEEN_DAYS = ['2024-02-01', '2024-04-01', '2024-06-01', '2024-08-01', '2024-10-01'];

test.each(['a', 'b', 'c', 'd', 'e', 'f'])(
  'what was known of an entity is what all articles in the scope said of it (history %s)',
  async (seed) => {
    await history(seed, [...DAYS, null]);
    const days = [...BETWEEN_DAYS, '9999-12-31', null];
    const answered = await answers(days);
    // Not a comparison of one thing with itself.
    const different = new Set([...answered.values()].map((answer) => JSON.stringify(answer)));
    expect(different.size).toBeGreaterThan(5);
    expect(answered).toEqual(merged(await reports(), answered.size / days.length, days));

    // The migrations keep as first all that has ended, which is nearly everything here.
    const [first, states] = [await rows('first_report'), await rows('entity_day_state')];
    await backfill();
    expect(await rows('first_report')).toEqual(expect.arrayContaining(first));
    expect(await rows('entity_day_state')).toEqual(states);
  },
  60_000,
);

test.each(['name', '-name'])(
  'by a day, lists in the order of %s go by what everything was called then',
  async (sort) => {
    await history('f', DAYS);
    const app = await buildApp({ database, requestTimeout: 10_000 });
    await app.ready();
    const api = supertest(app.server);
    const { total } = (await api.get('/v1/releases?total=true')).body.page;
    const places = new Set<number>();
    for (let release = Math.ceil(total / 2); release <= total; release += 1) {
      for (const day of BETWEEN_DAYS) {
        for (const list of ['entities', 'sources']) {
          const path = `/v1/${list}?asOfRelease=${release}&publishedBefore=${day}`;
          const { data } = (await api.get(path)).body;
          const named: { id: string; name: string }[] = (await api.get(`${path}&sort=${sort}`)).body
            .data;
          const folded = ({ name }: { name: string }) => name.toLowerCase();
          const expected = data.toSorted((a: { name: string }, b: { name: string }) =>
            folded(a) < folded(b) ? -1 : 1,
          );
          expect(named, path).toEqual(sort === 'name' ? expected : expected.toReversed());
          if (list === 'entities') places.add(named.findIndex(({ id }) => id === 'norland'));
        }
      }
    }
    await app.close();
    // It is called now this, now that, and is not in every scope.
    expect(places.size).toBeGreaterThan(2);
  },
  60_000,
);

test('of many articles that say the same only the first is kept, or who takes its place', async () => {
  const kept = async () => {
    const { rows } = await database.pool.query<{ slug: string; release: number }>(
      `SELECT v.slug, v.released_in AS release FROM first_report f
       JOIN entity e ON e.id = f.entity_id AND e.slug = 'norland'
       JOIN article_version v ON v.id = f.article_version_id ORDER BY v.released_in`,
    );
    return rows.map(({ slug, release }) => `${slug} of ${release}`);
  };
  const say = async (id: string, label: string, published: string, description?: string) => {
    const plain = bundle({
      article: { id, label, published: { edtf: published, basis: 'inferred' } },
    });
    const entities = plain.entities.map((item) =>
      item.id === 'norland' && description ? { ...item, description } : item,
    );
    const checked = checkBundle({ ...plain, entities });
    if (Array.isArray(checked)) throw new BundleError('test', checked);
    await loadBundles(database.prisma, [{ checked, digest: digestOf(checked.source) }]);
  };
  await say('one', 'One', '2024-03-02');
  await say('two', 'Two', '2024-03-03');
  await say('three', 'Three', '2024-03-01');
  await say('four', 'Four', '2024-03-02');
  expect(await kept()).toEqual(['one of 2', 'three of 4']);
  await say('one', 'One, corrected', '2024-03-02');
  expect(await kept()).toEqual(['one of 2', 'three of 4', 'one of 6']);
  await say('one', 'One, corrected', '2024-03-02', 'A country in the north.');
  expect(await kept()).toEqual(['one of 2', 'two of 3', 'three of 4', 'one of 6', 'one of 7']);
  await removeArticle(database.prisma, 'three');
  expect(await kept()).toEqual([
    'one of 2',
    'two of 3',
    'three of 4',
    'four of 5',
    'one of 6',
    'one of 7',
  ]);
});
