import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { projectPath } from '../../src/project.js';
import { on } from '../support/global-setup.js';
import { schemaSql } from '../support/schema-sql.js';

// schema.prisma and the migrations each say what the database is. These tests hold the catalogs of
// a database made from the one against those of a database made from the other.

// What schema.prisma cannot say, as the catalogs have it. Whoever adds to it in a migration adds a
// line here, in the same change.
const PERIOD = `daterange null generated daterange(earliest, latest, '[]'::text)`;
const timed = ['article_version', 'event_state', 'figure', 'statement'];
const served = [
  ['entity_state.reference', 'entity_reference(slug, name, type)'],
  ['entity_day_state.reference', 'entity_reference(slug, name, type)'],
  ['event_state.reference', 'event_reference(slug, title, type)'],
  [
    'figure.quantity_json',
    'quantity_json(value, lower, upper, lower_inclusive, upper_inclusive, qualifier, quantity_text)',
  ],
  ['figure.as_of_json', 'time_json(edtf, earliest, latest, "precision", time_text, basis)'],
] as const;
/** Tables that have words, and of those that are searched together the keys. */
const searched = [
  ['article_version', 'article_id'],
  ['entity_day_state', 'entity_id'],
  ['entity_state', 'entity_id'],
  ['event_report', 'event_id'],
  ['figure', 'id'],
  ['relation', undefined],
  ['statement', 'id'],
] as const;
const folded = [
  ['names_folded', 'names'],
  ['search_folded', 'search'],
] as const;
const words = (table: string, column: string, by: string, key?: string) =>
  [
    `index ${table}_${column}_idx`,
    `CREATE INDEX ${table}_${column}_idx ON public.${table} USING gin ` +
      `(${key === undefined ? by : `${by}, octave(${key})`})`,
  ] as const;
const trigrams = (table: string, column: string, key?: string) =>
  words(table, column, `${column} gin_trgm_ops`, key);

const ordered = (table: string, name: string, by: string, key: string) =>
  [
    `index ${table}_${name}_idx`,
    `CREATE INDEX ${table}_${name}_idx ON public.${table} USING btree (${by}, ${key})`,
  ] as const;
const covering = (table: string, name: string, by: string, copied: string) =>
  [
    `index ${table}_${name}_idx`,
    `CREATE INDEX ${table}_${name}_idx ON public.${table} USING btree (${by}) ` +
      `INCLUDE (${copied})`,
  ] as const;
const byTime = (table: string, name: string, key: string) => [
  ordered(table, `${name}_asc`, `COALESCE(earliest, latest, 'infinity'::date)`, key),
  ordered(table, `${name}_desc`, `COALESCE(latest, earliest, '-infinity'::date)`, key),
];
const SCOPE = 'published, released_in';
const byLength = (table: string, key: string, scope = '') =>
  [
    `index ${table}_period_length_idx`,
    `CREATE INDEX ${table}_period_length_idx ON public.${table} USING btree ` +
      `(period_length(earliest, latest), COALESCE(latest, earliest, '-infinity'::date), ${key}, ` +
      `COALESCE(earliest, '-infinity'::date)${scope}) WHERE (period_length(earliest, latest) IS NOT NULL)`,
  ] as const;
const KNOWN = 'until, since, superseded_in';
const primary = (table: string, key: string, covered = '') =>
  [
    [`constraint ${table}_pkey`, `${table} PRIMARY KEY (${key})${covered}`],
    [
      `index ${table}_pkey`,
      `CREATE UNIQUE INDEX ${table}_pkey ON public.${table} USING btree (${key})${covered}`,
    ],
  ] as const;
const covered = [
  ['entity_state', 'entity_id, superseded_in', 'released_in, reference'],
  ['entity_day_state', 'entity_id, until, superseded_in', 'released_in, since, reference'],
  ['event_state', 'event_id, superseded_in', 'released_in, reference'],
  [
    'tie',
    'entity_id, part, id',
    'other_id, proof, superseded_in, published, outward, type, role, other_role, modality',
  ],
] as const;

const onlyInMigrations = new Map<string, string>([
  ['function fold(words text)', 'text, immutable, strict, parallel safe'],
  [
    'function entity_reference(id text, name text, type "EntityType")',
    'json, immutable, parallel safe',
  ],
  [
    'function event_reference(id text, title text, type "EventType")',
    'json, immutable, parallel safe',
  ],
  [
    'function quantity_json(value numeric, lower numeric, upper numeric, lower_inclusive boolean, ' +
      'upper_inclusive boolean, qualifier "Qualifier", words text)',
    'json, immutable, parallel safe',
  ],
  [
    'function time_json(edtf text, earliest date, latest date, fineness "TimePrecision", ' +
      'words text, basis "TimeBasis")',
    'json, immutable, parallel safe',
  ],
  ...served.map(([column, by]) => [`column ${column}`, `json null generated ${by}`] as const),
  ...timed.map((table) => [`column ${table}.period`, PERIOD] as const),
  [
    'column figure.range',
    `numrange null generated numrange(lower, upper, ( CASE WHEN lower_inclusive THEN '['::text ` +
      `ELSE '('::text END || CASE WHEN upper_inclusive THEN ']'::text ELSE ')'::text END))`,
  ],
  ...searched.flatMap(([table, key]) => [
    ...folded.map(
      ([column, of]) => [`column ${table}.${column}`, `text null generated fold(${of})`] as const,
    ),
    ...folded.map(([column]) => trigrams(table, column, key)),
    words(table, 'name_terms', 'name_terms(names_folded)', key),
    words(table, 'text_words', 'text_words(search_folded)', key),
  ]),
  ['function octave(key integer)', 'integer, immutable, parallel safe'],
  ...['name_terms', 'all_name_terms', 'short_name_terms'].map(
    (name) => [`function ${name}(names text)`, 'text[], immutable, parallel safe'] as const,
  ),
  ...['text_words', 'all_text_words', 'short_text_words'].map(
    (name) => [`function ${name}(words text)`, 'text[], immutable, parallel safe'] as const,
  ),
  trigrams('name_word', 'word'),
  trigrams('text_word', 'word'),
  trigrams('entity_name', 'name'),
  ordered(
    'figure',
    'measure_value_asc',
    `measure_id, COALESCE(value, 'Infinity'::numeric)`,
    `id, ${SCOPE}`,
  ),
  ordered(
    'figure',
    'measure_value_desc',
    `measure_id, COALESCE(value, '-Infinity'::numeric)`,
    `id, ${SCOPE}`,
  ),
  ...byTime('event_report', 'time', `event_id, ${SCOPE}`),
  ordered('event_report', 'title', 'fold(title) COLLATE "C"', `event_id, ${SCOPE}`),
  ordered('event', 'sort_slug', 'slug COLLATE "C"', 'id'),
  ordered('entity', 'sort_slug', 'slug COLLATE "C"', 'id'),
  ordered('source', 'sort_slug', 'slug COLLATE "C"', 'agent_id'),
  covering(
    'attribution',
    'agent',
    'agent_id, statement_id, "position"',
    'role, before_id, after_id, last, figures, released_in, published, article_version_id',
  ),
  covering(
    'attribution',
    'month',
    `agent_id, date_trunc('month'::text, (published)::timestamp without time zone)`,
    'published, role, "position", before_id, after_id, last, figures, released_in, article_version_id',
  ),
  covering('mention', 'entity', 'entity_id, id', 'released_in, published, article_version_id'),
  covering(
    'entity_report',
    'month',
    `entity_id, date_trunc('month'::text, (published)::timestamp without time zone)`,
    'mentions, published, released_in, article_version_id',
  ),
  covering(
    'first_report',
    'content',
    'entity_id, content, article_id',
    'released_in, superseded_in, published, article_version_id',
  ),
  covering(
    'article_version',
    'scope',
    'id',
    'released_in, superseded_in, latest, statement_count, figure_count, relation_count',
  ),
  [
    'index article_version_ended_idx',
    'CREATE INDEX article_version_ended_idx ON public.article_version USING btree (id) ' +
      'INCLUDE (superseded_in) WHERE (superseded_in < 2147483647)',
  ],
  [
    'index source_neighbour_statements_idx',
    'CREATE INDEX source_neighbour_statements_idx ON public.source_neighbour ' +
      'USING btree (agent_id, step, statements DESC, beside_id, released_in) WHERE (superseded_in = 2147483647)',
  ],
  ['function period_length(earliest date, latest date)', 'integer, immutable, parallel safe'],
  byLength('article_version', 'article_id'),
  byLength('event_state', 'event_id'),
  byLength('event_report', 'event_id', `, ${SCOPE}`),
  byLength('statement', 'id', `, ${SCOPE}`),
  byLength('figure', 'id', `, ${SCOPE}`),
  ...byTime('article_version', 'published', 'article_id'),
  ...byTime('event_state', 'time', 'event_id'),
  ...byTime('statement', 'time', `id, ${SCOPE}`),
  ...byTime('figure', 'as_of', `id, ${SCOPE}`),
  ordered('figure', 'value_asc', `COALESCE(value, 'Infinity'::numeric)`, `id, ${SCOPE}`),
  ordered('figure', 'value_desc', `COALESCE(value, '-Infinity'::numeric)`, `id, ${SCOPE}`),
  ...(['asc', 'desc'] as const).map(
    (direction) =>
      [
        `index figure_rough_value_${direction}_idx`,
        `CREATE INDEX figure_rough_value_${direction}_idx ON public.figure USING btree ` +
          `(COALESCE(value, '${direction === 'asc' ? '' : '-'}Infinity'::numeric), id, qualifier, ${SCOPE}) ` +
          `WHERE (qualifier = ANY (ARRAY['between'::"Qualifier", 'indefinite'::"Qualifier"]))`,
      ] as const,
  ),
  ordered('article_version', 'label', 'fold(label) COLLATE "C"', 'article_id'),
  ordered('entity_state', 'name', 'fold(name) COLLATE "C"', 'entity_id'),
  ordered('entity_day_state', 'name', 'fold(name) COLLATE "C"', `entity_id, ${KNOWN}`),
  ordered('event_state', 'title', 'fold(title) COLLATE "C"', 'event_id'),
  ordered('relation', 'sort_type', 'fold(type) COLLATE "C"', `id, ${SCOPE}`),
  ordered('article_version', 'sort_slug', 'slug COLLATE "C"', 'article_id'),
  ordered('entity_state', 'sort_slug', 'slug COLLATE "C"', 'entity_id'),
  ordered('entity_day_state', 'sort_slug', 'slug COLLATE "C"', `entity_id, ${KNOWN}`),
  ordered('event_state', 'sort_slug', 'slug COLLATE "C"', 'event_id'),
  [
    'index source_neighbour_key',
    'CREATE UNIQUE INDEX source_neighbour_key ON public.source_neighbour ' +
      'USING btree (agent_id, superseded_in, step, COALESCE(beside_id, 0))',
  ],
  ...covered.flatMap(([table, key, copied]) => primary(table, key, ` INCLUDE (${copied})`)),
]);

// What schema.prisma has instead: a column like any other, an index without what it covers.
const insteadInSchema = new Map<string, string>([
  ...covered.flatMap(([table, key]) => primary(table, key)),
  ...timed.map((table) => [`column ${table}.period`, 'daterange null'] as const),
  ['column figure.range', 'numrange null'],
  ...served.map(([column]) => [`column ${column}`, 'json null'] as const),
  ...searched.flatMap(([table]) =>
    folded.map(([column]) => [`column ${table}.${column}`, 'text null'] as const),
  ),
]);

const extensions = ['btree_gin', 'pg_trgm', 'unaccent'];

// What somebody could change in schema.prisma and forget to migrate, and what has to be noticed.
const forgotten: { text: string; changed: string; noticed: string[] }[] = [
  {
    text: 'model Article {\n',
    changed: 'model Article {\n  added String?\n',
    noticed: ['column article.added'],
  },
  {
    text: '  headline     String?\n',
    changed: '  headline     String\n',
    noticed: ['column article_version.headline'],
  },
  {
    text: '  byline       String?\n',
    changed: '  byline       Int?\n',
    noticed: ['column article_version.byline'],
  },
  {
    text: '  loadedAt DateTime @default(now())',
    changed: '  loadedAt DateTime',
    noticed: ['column release.loaded_at'],
  },
  {
    text: 'enum Polarity {\n',
    changed: 'enum Polarity {\n  mixed\n',
    noticed: ['enum Polarity'],
  },
  {
    text: '@@index([measureId, id])\n',
    changed: '\n',
    noticed: ['index figure_measure_id_id_idx'],
  },
  {
    text: 'measure Measure @relation(fields: [measureId], references: [id])',
    changed: 'measure Measure @relation(fields: [measureId], references: [id], onDelete: Cascade)',
    noticed: ['constraint measure_state_measure_id_fkey'],
  },
  {
    text: 'model Event {\n',
    changed: 'model Extra {\n  id Int @id\n}\n\nmodel Event {\n',
    noticed: ['column Extra.id', 'constraint Extra_pkey', 'index Extra_pkey', 'table Extra'],
  },
];

const server = inject('server');
const made: string[] = [];
let migrated: Map<string, string>;

beforeAll(async () => {
  migrated = await catalogsOf(migrate);
});

afterAll(async () => {
  for (const name of made) await query(server, `DROP DATABASE ${name} WITH (FORCE)`);
});

it('schema.prisma says what the migrations make, but for what is listed here', async () => {
  const described = await catalogsOf(describedBy());
  expect(difference(migrated, described)).toEqual({
    onlyFirst: sorted(onlyInMigrations),
    onlySecond: sorted(insteadInSchema),
  });
  // Not a comparison of nothing with nothing.
  expect(migrated.size).toBeGreaterThan(200);
});

it('a change of schema.prisma alone is noticed, whatever it is', async () => {
  let schema = await readFile(projectPath('prisma', 'schema.prisma'), 'utf8');
  for (const { text, changed } of forgotten) {
    expect(schema).toContain(text);
    schema = schema.replace(text, changed);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'hearsay-drift-'));
  const copy = path.join(folder, 'schema.prisma');
  await writeFile(copy, schema);
  const described = await catalogsOf(describedBy(copy)).finally(() =>
    rm(folder, { recursive: true }),
  );

  const { onlyFirst, onlySecond } = difference(migrated, described);
  const noticed = new Set([...Object.keys(onlyFirst), ...Object.keys(onlySecond)]);
  for (const name of onlyInMigrations.keys()) noticed.delete(name);
  expect([...noticed].sort()).toEqual(forgotten.flatMap(({ noticed }) => noticed).sort());
});

const describedBy = (file?: string) => async (url: string) => {
  const script = await schemaSql(file);
  await query(url, extensions.map((name) => `CREATE EXTENSION ${name};`).join(' ') + script);
};

/** Makes a database, and returns what it consists of: a name and a description of each thing. */
async function catalogsOf(make: (url: string) => Promise<unknown>): Promise<Map<string, string>> {
  const name = `hearsay_test_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  made.push(name);
  const url = on(server, name);
  await make(url);
  const rows = await query(url, CATALOGS);
  return new Map(rows.map(({ name, description }) => [name, description]));
}

// Everything in the schema public that is not part of an extension or of Prisma's own table.
// The order of columns is left out: a column that a migration adds is the last.
const CATALOGS = `
  WITH relation AS (
    SELECT c.oid, c.relname, c.relkind FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_prisma%'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
  SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'S' THEN 'sequence ' ELSE 'other ' END || relname
      AS name, relkind::text AS description
    FROM relation WHERE relkind NOT IN ('i')
  UNION ALL
  SELECT 'column ' || relname || '.' || attname,
      concat_ws(' ', format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'not null' ELSE 'null' END,
        CASE WHEN attgenerated <> '' THEN 'generated' WHEN adbin IS NOT NULL THEN 'default' END,
        regexp_replace(pg_get_expr(adbin, adrelid), '\\s+', ' ', 'g'))
    FROM relation JOIN pg_attribute a ON a.attrelid = oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE relkind = 'r'
  UNION ALL
  SELECT 'constraint ' || conname, relname || ' ' || pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid WHERE contype <> 'n'
  UNION ALL
  SELECT 'index ' || relname, pg_get_indexdef(oid) FROM relation WHERE relkind = 'i'
    AND relname IN (SELECT indexname FROM pg_indexes WHERE tablename NOT LIKE '\\_prisma%')
  UNION ALL
  SELECT 'enum ' || typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder)
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY typname
  UNION ALL
  SELECT 'function ' || proname || '(' || pg_get_function_arguments(p.oid) || ')',
      concat_ws(', ', pg_get_function_result(p.oid),
        CASE provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        CASE WHEN proisstrict THEN 'strict' END,
        CASE proparallel WHEN 's' THEN 'parallel safe' END)
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'trigger ' || tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
  UNION ALL
  SELECT 'extension ' || extname, '' FROM pg_extension`;

/** What each of the two has, by name, that the other does not have or has differently. */
function difference(first: Map<string, string>, second: Map<string, string>) {
  const without = (one: Map<string, string>, other: Map<string, string>) =>
    sorted(new Map([...one].filter(([name, description]) => other.get(name) !== description)));
  return { onlyFirst: without(first, second), onlySecond: without(second, first) };
}

const sorted = (things: Map<string, string>): Record<string, string> =>
  Object.fromEntries([...things].sort(([a], [b]) => (a < b ? -1 : 1)));

async function query(connectionString: string, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
