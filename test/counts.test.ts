import { afterAll, beforeAll, expect, test } from 'vitest';
import { articleOf } from '../scripts/corpus/article.js';
import { checkBundle } from '../src/bundle/check.js';
import { digestOf } from '../src/bundle/digest.js';
import { BundleError } from '../src/bundle/faults.js';
import { loadBundles } from '../src/bundle/load.js';
import { removeArticle } from '../src/bundle/remove.js';
import { type Api, createApi, type Item } from './support/app.js';
import { bundle, changed, entity, span, statement, TEXT } from './support/bundles.js';
import { migrationSql } from './support/migration-sql.js';

// How often things are named is stored by release, and how much of it was published through each month.
// By a day of a release that is asked for, sources are counted from their links instead: so what is stored
// can be held against what there is, the whole by all that was published before the last day of all. Of
// articles without a date that is none, so their counts are written out. Entities are held against their mentions.

/** A chain of these agents, the last of them the publisher; null is nobody in particular. */
const chain = (...agents: (string | null)[]) =>
  agents.map((agent, index) => ({
    role: (['origin', 'relay', 'publisher'] as const)[
      index === agents.length - 1 ? 2 : Math.min(index, 1)
    ] as 'origin',
    ...(agent === null ? { agentText: 'somebody' } : { agent }),
    verb: 'said',
  }));

/** An article of whose statements one has figures, with chains of every kind. */
const article = (id: string) =>
  bundle({
    article: { id },
    statements: [
      statement(),
      statement({ id: 'twice', attribution: chain('kim-min-ji', 'kim-min-ji', 'the-herald') }),
      statement({ id: 'unnamed', attribution: chain(null, 'norland', null, 'the-herald') }),
      statement({ id: 'itself', attribution: chain('the-herald', 'the-herald') }),
      statement({ id: 'alone', attribution: chain('the-herald') }),
    ],
  });
/** The same, but that who only passes on something in it says it now. */
const instead = (id: string) =>
  changed(article(id), { '/statements/2/attribution': chain('norland', null, 'the-herald') });
/** Around the turn of months, and one of which the month is all that is known. */
const DAYS = ['2024-12-31', '2025-01-01', '2025-01-14', '2025-01-31', '2025-02-01', '2025-02'];
const dated = (edtf: string | undefined) => ({ '/article/published': { edtf, basis: 'inferred' } });
const corpus = (...numbers: number[]) =>
  numbers.map((number) => changed(articleOf(1, number), dated(DAYS[number % DAYS.length])));

let api: Api;
const load = async (...bundles: unknown[]) => {
  const candidates = bundles.map((json) => {
    const checked = checkBundle(json);
    if (Array.isArray(checked)) throw new BundleError('test', checked);
    return { checked, digest: digestOf(json) };
  });
  const outcomes = await loadBundles(api.database.prisma, candidates);
  expect(outcomes.filter(({ change }) => !['added', 'changed'].includes(change))).toEqual([]);
};
const remove = (id: string) => removeArticle(api.database.prisma, id);

const TABLES = ['mention_count', 'source_share', 'source_neighbour', 'source_state', 'source'];
const stored = () =>
  Promise.all(
    TABLES.map(async (table) => {
      const sql = `SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`;
      const { rows } = await api.database.pool.query<{ row: string }>(sql);
      return rows.map(({ row }) => row);
    }),
  );

/** Empties the tables and has the migrations fill them. */
async function fillAnew(): Promise<void> {
  const migrations = [
    '20261126150000_counts_by_month',
    '20261126070000_source_states',
    '20261126120000_sources',
  ];
  const texts = await Promise.all(migrations.map(migrationSql));
  const backfill = texts.flatMap((text) => text.match(/^INSERT [^;]*;$/gm) ?? []);
  expect(backfill).toHaveLength(TABLES.length);
  await api.database.pool.query(`TRUNCATE ${TABLES.join(', ')}`);
  await api.database.pool.query(backfill.join('\n'));
}

/** Every load is a release, from the second on: the first is that of the measures. */
const history: [what: string, work: () => Promise<unknown>][] = [
  ['a load', () => load(article('first'))],
  ['another that names the same', () => load(article('second'))],
  ['a batch', () => load(...corpus(0, 1, 2, 3, 4))],
  [
    'changed articles, one with fewer figures and mentions, in which a relay is the origin instead',
    () =>
      load(
        instead('second'),
        changed(instead('first'), {
          '/figures': [],
          '/entities/1/mentions': [span(TEXT, '김민지')],
        }),
      ),
  ],
  [
    'a change that counts nothing',
    () => load(changed(instead('second'), { '/article/label': 'Another' })),
  ],
  ['a removal', () => remove('second')],
  ['a removal that leaves nothing to count', () => remove('first')],
  ['an article that comes back', () => load(article('second'))],
  [
    'a batch of what is new and what is changed',
    () =>
      load(
        ...corpus(5, 6),
        article('first'),
        changed(article('second'), { '/statements/1/attribution': chain(null, 'the-herald') }),
      ),
  ],
  [
    'an article that was published in another month than was said before',
    () => load(changed(articleOf(1, 0), dated('2025-02-14'))),
  ],
];

beforeAll(async () => {
  api = await createApi('empty');
  for (const [, work] of history) await work();
});
afterAll(() => api.close());

const LISTS = [
  'entities?',
  'sources?',
  'sources?role=origin&',
  'sources?role=relay&',
  'sources?role=publisher&',
  'sources?role=relay,publisher&article=first,second&',
];

test.each(history.map(([what], index) => [index + 2, what] as const))(
  'release %i, %s, has the counts that counting gives',
  async (release) => {
    for (const list of LISTS) {
      const path = `/v1/${list}limit=200&total=true&asOfRelease=${release}`;
      const kept = await api.body(path);
      const live = await api.body(`${path}&publishedBefore=9999-12-31`);
      expect(kept.data, list).toEqual(live.data);
      expect([kept.page.total, live.page.total], list).toEqual(Array(2).fill(kept.data.length));
    }
  },
);

test.each(history.map(([what], index) => [index + 2, what] as const))(
  'release %i, %s, has as sources in a role just those who stand in its chains in it',
  async (asOfRelease) => {
    const { data: statements } = await api.body<{ data: Item[] }>(
      `/v1/statements?limit=200&asOfRelease=${asOfRelease}`,
    );
    const links: Item[] = statements.flatMap(({ attribution }) => attribution);
    const standing = (...roles: string[]) => [
      ...new Set(links.filter(({ role }) => roles.includes(role)).map(({ agent }) => agent?.id)),
    ];
    for (const roles of [['origin'], ['relay'], ['publisher'], ['relay', 'publisher']]) {
      const path = `/v1/sources?role=${roles}&limit=200&sort=id&asOfRelease=${asOfRelease}`;
      const { data } = await api.body<{ data: Item[] }>(path);
      const expected = standing(...roles).filter((id) => id !== undefined);
      expect(
        data.map(({ id }) => id),
        path,
      ).toEqual(expected.sort());
    }
  },
);

test.each(history.map(([what], index) => [index + 2, what] as const))(
  'the totals of release %i, %s, are those of what its lists have, by a day too',
  async (release) => {
    for (const list of ['figures', 'statements', 'relations', 'events', 'timeline']) {
      for (const day of ['', '&publishedBefore=2025-01-15', '&publishedBefore=2025-02-01']) {
        const path = `/v1/${list}?limit=200&total=true&asOfRelease=${release}${day}`;
        const { data, page } = await api.body(path);
        expect([path, page.next, page.total]).toEqual([path, null, data.length]);
      }
    }
  },
);

test.each([5, 8, 10, 11])(
  'by a day, release %i names each as often as there are mentions of it',
  async (asOfRelease) => {
    const counts = new Set<string>();
    for (const day of ['2025-01-01', '2025-01-14', '2025-01-15', '2025-02-01', '2025-02-28']) {
      const scope = `asOfRelease=${asOfRelease}&publishedBefore=${day}`;
      const { data } = await api.body<{ data: Item[] }>(`/v1/entities?limit=15&${scope}`);
      for (const { id, mentions } of data) {
        const path = `/v1/entities/${id}/mentions?limit=1&total=true&${scope}`;
        expect(mentions, path).toBe((await api.body(path)).page.total);
      }
      counts.add(data.map(({ mentions }) => mentions).join());
    }
    expect(counts.size).toBe(5);
  },
);

// What is read cannot be seen from outside; what it is made of can.
test('what there was before the month of the day is stored, and in it counted', async () => {
  const counted = async (day: string) => {
    const { mentions } = await api.body(`/v1/entities/the-herald?publishedBefore=${day}`);
    const source: Item = await api.body(`/v1/sources/the-herald?publishedBefore=${day}`);
    return [
      mentions,
      source.publishes.statements,
      source.publishes.figures,
      source.passesTo[0].statements,
    ];
  };
  const [inMonth, after] = [await counted('2025-01-31'), await counted('2025-02-01')];
  expect(inMonth.every((count) => count > 0)).toBe(true);
  const add = async (count: number) => {
    const more = (column: string) =>
      `${column} = ARRAY(SELECT n + ${count} FROM unnest(${column}) n)`;
    await api.database.pool.query(`
      UPDATE mention_count SET ${more('mentions_through')};
      UPDATE source_share SET ${more('statements_through')}, ${more('figures_through')} WHERE NOT first;
      UPDATE source_neighbour SET ${more('statements_through')}`);
  };
  await add(1000);
  try {
    expect(await counted('2025-01-31')).toEqual(inMonth);
    expect(await counted('2025-02-01')).toEqual(after.map((count) => count + 1000));
  } finally {
    await add(-1000);
  }
});

/** All pages of the sources by a day, with something done before the second is asked for. */
async function walked(day: string, between: () => Promise<unknown>): Promise<Item[]> {
  const path = `/v1/sources?publishedBefore=${day}&limit=4`;
  const first = await api.body(path);
  await between();
  const sources: Item[] = first.data;
  for (let next = first.page.next; next !== null; ) {
    const page = await api.body(`${path}&cursor=${next}`);
    sources.push(...page.data);
    next = page.page.next;
  }
  return sources;
}

const nothing = async () => {};

// Of a release that is asked for all links are counted, of the newest most are known by their months.
test('by any day the newest release, and a walk that began in it, have the counts that counting gives', async () => {
  const release = history.length + 1;
  const counted = async (day: string) =>
    (await api.body(`/v1/sources?publishedBefore=${day}&limit=200&asOfRelease=${release}`)).data;
  const found = new Set<number>();
  for (const day of [...DAYS.slice(0, 5), '2025-01-15', '2025-02-02', '2025-02-28', '2025-03-01']) {
    const sources = await counted(day);
    found.add(JSON.stringify(sources).length);
    expect(await walked(day, nothing), day).toEqual(sources);
  }
  expect(found.size).toBeGreaterThan(5);
  for (const [day, change] of [
    ['2025-01-15', () => load(...corpus(7, 8, 9, 10))],
    ['2025-01-01', () => load(changed(articleOf(1, 1), dated('2024-01-01')))],
    ['2025-01-01', () => load(changed(articleOf(1, 1), dated(DAYS[1])))],
    ['2025-02-02', () => remove(articleOf(1, 9).article.id)],
  ] as const) {
    const before = await walked(day, nothing);
    expect(await walked(day, change), day).toEqual(before);
    expect(await walked(day, nothing), day).not.toEqual(before);
  }
});

test('one source by itself has the counts that counting gives', async () => {
  for (const id of ['the-herald', 'kim-min-ji', 'norland']) {
    const source = await api.body(`/v1/sources/${id}`);
    expect(source).toEqual(await api.body(`/v1/sources/${id}?publishedBefore=9999-12-31`));
    expect(source).toEqual(await api.body(`/v1/sources/${id}?asOfRelease=10`));
  }
});

test('whoever stands in several places of one chain counts in each, whoever is unnamed too', async () => {
  const herald: Item = await api.body('/v1/sources/the-herald?asOfRelease=2');
  const steps = (all: Item[]) =>
    all.map(({ agent, statements }) => [agent?.id ?? null, statements]);
  expect(herald.originates).toEqual({ statements: 2, figures: 0 });
  expect(herald.publishes).toEqual({ statements: 5, figures: 1 });
  expect(steps(herald.receivesFrom)).toEqual([
    ['kim-min-ji', 2],
    ['the-herald', 1],
    [null, 1],
  ]);
  expect(steps(herald.passesTo)).toEqual([['the-herald', 1]]);
  const minister: Item = await api.body('/v1/sources/kim-min-ji?asOfRelease=2');
  expect(minister.relays).toEqual({ statements: 1, figures: 0 });
  expect(steps(minister.receivesFrom)).toEqual([['kim-min-ji', 1]]);
});

test('whoever is in no article any more is named nowhere and is no source', async () => {
  expect((await api.get('/v1/sources/the-herald?asOfRelease=7')).status).toBe(200);
  expect((await api.get('/v1/sources/the-herald?asOfRelease=8')).status).toBe(404);
  expect((await api.body('/v1/sources/the-herald?asOfRelease=9')).publishes.statements).toBe(5);
});

test('the migrations count what was loaded before them as loading does', async () => {
  const loaded = await stored();
  for (const rows of loaded) expect(rows.length).toBeGreaterThan(20);
  await fillAnew();
  expect(await stored()).toEqual(loaded);
});

test('the migrations copy from other rows what loading does', async () => {
  const { pool } = api.database;
  const scoped = ['attribution', 'relation', 'mention', 'entity_report'];
  const ordered = ['statement', 'figure', 'event_report'];
  const tables = [...scoped, ...ordered, 'release'];
  const rows = () =>
    Promise.all(
      [
        ...tables.map((table) => `SELECT to_jsonb(t) - 'last_tie' FROM ${table} t`),
        // Keys of ties only order them, those of one entity and part, and by release.
        `SELECT to_jsonb(t) - 'id' || jsonb_build_object('nth',
          row_number() OVER (PARTITION BY entity_id, part ORDER BY id)) FROM tie t`,
        `SELECT jsonb_build_array(number, count(*)) FROM release r
          LEFT JOIN tie t ON t.id <= r.last_tie GROUP BY number`,
      ].map(async (sql) => {
        const { rows } = await pool.query(`SELECT row::text FROM (${sql}) t(row) ORDER BY 1`);
        return rows;
      }),
    );
  const statements = async (migration: string, ofForm: RegExp) => {
    const found = (await migrationSql(migration)).match(ofForm) ?? [];
    await pool.query(found.join('\n'));
    return found.length;
  };
  const backfill = (migration: string) => statements(migration, /^(UPDATE|INSERT) [^;]*;$/gm);
  const loaded = await rows();
  for (const of of loaded) expect(of.length).toBeGreaterThan(5);
  // What the tables had between these migrations.
  await pool.query(`
    ALTER TABLE event_participant ADD article_version_id INTEGER, ADD event_id INTEGER,
      ADD modality "Modality", ADD released_in INTEGER, ADD published DATE;
    ALTER TABLE relation ADD polarity "Polarity";
    ALTER TABLE release ADD last_event_report INTEGER;
    UPDATE attribution
      SET article_version_id = 0, figures = -1, before_id = 0, after_id = 0, last = NOT last`);
  const keys = ['statement', 'figure', 'relation', 'mention', 'event_report'];
  const named = ['entity', 'event', 'article'];
  await pool.query(
    `UPDATE release SET ${[...keys, ...named, 'tie'].map((table) => `last_${table} = -1`)}`,
  );
  for (const table of [...scoped, ...ordered]) {
    await pool.query(`UPDATE ${table} SET released_in = 0, published = '1900-01-01'`);
  }
  await pool.query('UPDATE entity_report SET mentions = -1');
  await pool.query('TRUNCATE tie');
  const spoilt = await rows();
  for (const [nth, of] of loaded.entries()) expect(spoilt[nth]).not.toEqual(of);
  expect(await backfill('20261125030000_copied_columns')).toBe(3);
  expect(await backfill('20261125050000_scoped_rows')).toBe(scoped.length + 1);
  expect(await backfill('20261125060000_release_keys')).toBe(keys.length);
  expect(await backfill('20261125080000_scoped_orders')).toBe(ordered.length);
  expect(await statements('20261126010000_mention_months', /^UPDATE [^;]*;$/gm)).toBe(1);
  expect(await backfill('20261126080000_old_orders')).toBe(named.length);
  expect(await backfill('20261126100000_ties')).toBe(2);
  expect(await statements('20261126100000_ties', /^ALTER TABLE [^;]*DROP COLUMN[^;]*;$/gm)).toBe(3);
  expect(await rows()).toEqual(loaded);
});

test('the migration counts what the articles loaded before it have as loading does', async () => {
  const { pool } = api.database;
  const counts = async () =>
    (
      await pool.query(
        'SELECT id, statement_count, figure_count, relation_count FROM article_version ORDER BY id',
      )
    ).rows;
  const loaded = await counts();
  await pool.query(
    'UPDATE article_version SET statement_count = 0, figure_count = 0, relation_count = 0',
  );
  const [update = ''] =
    (await migrationSql('20261128001000_article_counts')).match(/^UPDATE [^;]*;$/gm) ?? [];
  expect(await counts()).not.toEqual(loaded);
  await pool.query(update);
  expect(await counts()).toEqual(loaded);
});

test('articles without a date count as well', async () => {
  const before = await api.body('/v1/entities/lake-orm');
  const undated = { '/article/published': { edtf: null, basis: 'unknown' } };
  await load(changed(article('undated'), undated));
  expect((await api.body('/v1/entities/lake-orm')).mentions).toBe(before.mentions + 1);
  expect((await api.body('/v1/sources/the-herald')).publishes.statements).toBe(15);
  expect(
    (await api.body('/v1/sources/the-herald?publishedBefore=9999-12-31')).publishes.statements,
  ).toBe(10);
});

test('who gets another name has it beside every source, and the old one in the releases before', async () => {
  const passed = changed(article('passed'), {
    '/statements': [statement({ attribution: chain('kim-min-ji', 'lake-orm') })],
    '/figures': [],
    '/relations': [],
  });
  await load(passed);
  // Articles loaded first say what something is called: of those that name her, this one is.
  const renamed = changed(article('first'), {
    '/statements': [statement({ attribution: chain('the-herald') })],
    '/entities/1/name': '김민지',
    '/entities/1/aliases': [],
  });
  await load(renamed);
  const beside = async (id: string, scope = '') =>
    (await api.body(`/v1/sources/${id}${scope}`)).receivesFrom.map(
      ({ agent }: Item) => agent?.name ?? null,
    );
  const { number } = (await api.body('/v1/releases?sort=-number&limit=1')).data[0];
  expect(await beside('lake-orm')).toEqual(['김민지']);
  expect(await beside('the-herald')).toContain('김민지');
  expect(await beside('lake-orm', `?asOfRelease=${number - 1}`)).toEqual(['Kim Min-ji']);
  const loaded = await stored();
  await fillAnew();
  expect(await stored()).toEqual(loaded);
});

/** An article in which The Herald has so many statements from each of these agents. */
const heard = (
  id: string,
  published: string,
  agents: [from: number, to: number, times: number][],
) => {
  const names = agents.flatMap(([from, to, times]) =>
    Array.from({ length: to - from }, (_, nth) => ({ id: `agent-${from + nth}`, times })),
  );
  const mentions = [span(TEXT, 'Norland')];
  return bundle({
    article: { id, published: { edtf: published, basis: 'inferred' } },
    entities: [
      entity({ id: 'the-herald', type: 'organization', name: 'The Herald' }),
      ...names.map(({ id }) => entity({ id, name: id, mentions })),
    ],
    events: [],
    statements: names.flatMap(({ id, times }) =>
      Array.from({ length: times }, (_, nth) =>
        statement({ id: `${id}-${nth}`, attribution: chain(id, 'the-herald'), about: {} }),
      ),
    ),
    figures: [],
    relations: [],
  });
};

test('of hundreds beside a source those are listed who were most often by the day, not at all', async () => {
  await load(
    heard('early', '2023-05-06', [
      [100, 160, 3],
      [200, 300, 1],
    ]),
  );
  await load(
    heard('late', '2023-08-09', [
      [250, 300, 5],
      [300, 400, 4],
    ]),
  );
  const { number } = (await api.body('/v1/releases?sort=-number&limit=1')).data[0];
  const counted = async (day: string) => {
    const path = `/v1/sources/the-herald?publishedBefore=${day}`;
    const source: Item = await api.body(path);
    expect(source).toEqual(await api.body(`${path}&asOfRelease=${number}`));
    return source.receivesFrom.map(({ agent, statements }: Item) => [agent.id, statements]);
  };
  const listed = (from: number, statements: number) =>
    Array.from({ length: 50 }, (_, nth) => [`agent-${from + nth}`, statements]);
  // Of the hundred that there were most often, half were there by then, none more than once.
  expect(await counted('2023-06-01')).toEqual(listed(100, 3));
  expect(await counted('2023-05-07')).toEqual(listed(100, 3));
  // By then no other can have been more often than the last of these.
  expect(await counted('2023-09-01')).toEqual(listed(250, 6));
  expect(await counted('2023-08-10')).toEqual(listed(250, 6));
});
