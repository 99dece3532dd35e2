import { readFile } from 'node:fs/promises';
import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Random, randomOf } from '../../scripts/corpus/random.js';
import { buildApp } from '../../src/app.js';
import { checkBundle } from '../../src/bundle/check.js';
import { digestOf } from '../../src/bundle/digest.js';
import { BundleError } from '../../src/bundle/faults.js';
import { loadBundles } from '../../src/bundle/load.js';
import { removeArticle } from '../../src/bundle/remove.js';
import { REPORTED } from '../../src/entities/states.js';
import { projectPath } from '../../src/project.js';
import { bundle, type Full, TEXT } from '../support/bundles.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

// What an entity was known as is merged from the reports that say what none before them said. Had
// every report been kept for that, nothing that is answered would be another: that is what is held
// here, over everything that loads can do to articles, in every scope.

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase('empty');
});
afterEach(() => database.close());

const DAYS = ['2024-03-01', '2024-05-01', '2024-07-01', '2024-09-01'];
const ARTICLES = 9;

/** The article of this number, with one of the few things that may be said of Norland. */
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

/** What every scope answers of Norland: its status, and its body without how often it is named. */
async function answers(days: readonly (string | null)[]): Promise<Map<string, unknown>> {
  const app = await buildApp({ database, requestTimeout: 10_000 });
  await app.ready();
  const api = supertest(app.server);
  const { total } = (await api.get('/v1/releases?total=true')).body.page;
  const found = new Map<string, unknown>();
  for (let release = 1; release <= total; release += 1) {
    for (const day of days) {
      const scope = `asOfRelease=${release}${day === null ? '' : `&publishedBefore=${day}`}`;
      const { status, body } = await api.get(`/v1/entities/norland?${scope}`);
      found.set(scope, status === 200 ? { ...body, mentions: 0 } : status);
    }
  }
  await app.close();
  return found;
}

const keepAll = () =>
  database.pool.query(`INSERT INTO first_report (entity_id, article_version_id, content,
      article_id, released_in, superseded_in, published, name, description_folded)
    SELECT r.entity_id, v.id, md5((${REPORTED.map((column) => `r.${column}`).join()})::text)::uuid,
      v.article_id, v.released_in, v.superseded_in, r.published, r.name, coalesce(fold(r.description), '')
    FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
    ON CONFLICT DO NOTHING`);

const rows = async () => {
  const { rows } = await database.pool.query('SELECT to_jsonb(f)::text AS row FROM first_report f');
  return rows.map(({ row }) => row);
};

/** Makes the table anew, as the migrations do it. */
async function backfill(): Promise<void> {
  await database.pool.query('DROP TABLE first_report');
  for (const name of [
    '20261125070000_first_reports',
    '20261126020000_first_contents',
    '20261126040000_first_scopes',
    '20261126090000_first_names',
  ]) {
    const file = projectPath('prisma', 'migrations', name, 'migration.sql');
    await database.pool.query(await readFile(file, 'utf8'));
  }
}

const BETWEEN_DAYS = ['2024-02-01', '2024-04-01', '2024-06-01', '2024-08-01', '2024-10-01'];

test.each(['a', 'b', 'c'])(
  'what an entity was known as needs no other reports than the first (history %s)',
  async (seed) => {
    await history(seed, [...DAYS, null]);
    const before = await answers(BETWEEN_DAYS);
    // Not a comparison of one thing with itself.
    const different = new Set([...before.values()].map((answer) => JSON.stringify(answer)));
    expect(different.size).toBeGreaterThan(5);
    const loaded = await rows();
    expect((await keepAll()).rowCount).toBeGreaterThan(50);
    expect(await answers(BETWEEN_DAYS)).toEqual(before);

    // That keeps all that has ended, which is nearly everything here.
    await backfill();
    expect(await rows()).toEqual(expect.arrayContaining(loaded));
    expect((await keepAll()).rowCount).toBeGreaterThan(0);
    await backfill();
    expect(await answers(BETWEEN_DAYS)).toEqual(before);
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

test.each(['d', 'e'])(
  'the state that a load stores is what merging all reports gives (history %s)',
  async (seed) => {
    await history(seed, DAYS);
    const stored = await answers([null]);
    await keepAll();
    const merged = await answers(['9999-12-31']);
    expect([...merged.values()]).toEqual([...stored.values()]);
  },
  60_000,
);
