import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { join, raw, type Sql, sql } from '../database/sql.js';

// How often something is named is counted when it changes, not when it is read: who is named in
// every other article would cost more with every load. The change of a release is what the versions
// of articles that it brings have, less what those that it ends had. Each state says too how much of
// it there was through each month of publication, so that what is asked for by a day need not be
// counted either. Migration counts_by_month counts the same way for all releases before it.

/** A table of counts as states, one for each key; where all would be 0 there is none. */
interface Counted {
  table: string;
  /** Columns that may be null have what they are compared as, which an index has too. */
  keys: Record<string, (column: Sql) => Sql>;
  counts: readonly string[];
  /** What some versions of articles bring or take away: rows with keys, counts and `published`. */
  change: (versions: Sql) => Sql;
}

/**
 * The links of the chains that a release brings and ends. Before PostgreSQL has statistics of tables
 * that are being loaded, it would read all of them: OFFSET 0 makes it look up the chain of each
 * statement by its key.
 */
export const linksOf = (versions: Sql) => sql`(SELECT s.id, v.sign
    FROM ${versions} v JOIN statement s ON s.article_version_id = v.id OFFSET 0) s
  CROSS JOIN LATERAL (SELECT * FROM attribution WHERE statement_id = s.id OFFSET 0) a`;

const itself = (column: Sql) => column;

const COUNTED: readonly Counted[] = [
  {
    table: 'mention_count',
    keys: { entity_id: itself },
    counts: ['mentions'],
    change: (versions) => sql`
      SELECT r.entity_id, r.published, v.sign * r.mentions AS mentions
      FROM ${versions} v JOIN entity_report r ON r.article_version_id = v.id`,
  },
  {
    table: 'source_share',
    keys: { agent_id: itself, role: itself, first: itself },
    counts: ['statements', 'figures'],
    change: (versions) => sql`
      SELECT a.agent_id, a.role, a.position = 1 AS first, a.published,
        s.sign AS statements, s.sign * a.figures AS figures
      FROM ${linksOf(versions)} WHERE a.agent_id IS NOT NULL`,
  },
  {
    table: 'source_neighbour',
    keys: { agent_id: itself, step: itself, beside_id: (id) => sql`coalesce(${id}, 0)` },
    counts: ['statements'],
    change: (versions) => sql`
      SELECT a.agent_id, beside.step, beside.id AS beside_id, a.published, s.sign AS statements
      FROM ${linksOf(versions)}
        CROSS JOIN LATERAL (VALUES (-1, a.before_id, a.position > 1), (1, a.after_id, NOT a.last))
          AS beside(step, id, stands)
      WHERE a.agent_id IS NOT NULL AND beside.stands`,
  },
];

/** Ends the counts that release `release` changes, and writes what they are from then on. */
export async function updateCounts(tx: Prisma.TransactionClient, release: number): Promise<void> {
  const versions = sql`(SELECT id, 1 AS sign FROM article_version WHERE released_in = ${release}
    UNION ALL SELECT id, -1 FROM article_version WHERE superseded_in = ${release})`;
  for (const counted of COUNTED) await tx.$executeRaw(update(counted, versions, release));
}

/**
 * No key has two states at a time: each is read from the one that ends before it is written. What has
 * no date comes after all months, at infinity.
 */
function update({ table, keys, counts, change }: Counted, versions: Sql, release: number): Sql {
  const list = (names: readonly string[], of: (name: string) => string) =>
    raw(names.map(of).join(', '));
  const key = list(Object.keys(keys), (name) => name);
  const any = raw(counts.map((name) => `sum(${name}) <> 0`).join(' OR '));
  const same = (one: Sql, other: Sql) =>
    join(
      Object.entries(keys).map(([column, as]) => {
        const [left, right] = [sql`${one}.${raw(column)}`, sql`${other}.${raw(column)}`];
        return sql`${as(left)} = ${as(right)}`;
      }),
      ' AND ',
    );
  return sql`
    WITH change AS MATERIALIZED (
      SELECT ${key}, coalesce(date_trunc('month', published::timestamp)::date, 'infinity') AS month,
        ${list(counts, (name) => `sum(${name}) AS ${name}`)}
      FROM (${change(versions)}) c GROUP BY ${key}, month HAVING ${any}
    ), ended AS (
      UPDATE ${raw(table)} t SET superseded_in = ${release} FROM (SELECT DISTINCT ${key} FROM change) c
      WHERE t.superseded_in = ${NEVER} AND ${same(sql`t`, sql`c`)}
      RETURNING t.*
    ), monthly AS (
      SELECT ${key}, month, ${list(counts, (name) => `sum(${name}) AS ${name}`)}
      FROM (
        SELECT * FROM change
        UNION ALL SELECT ${key}, month, ${list(counts, inMonth)}
        FROM ended, unnest(months) WITH ORDINALITY AS m(month, nth)
      ) part GROUP BY ${key}, month HAVING ${any}
    ), added AS (
      SELECT *, ${list(counts, (name) => `sum(${name}) OVER earlier AS ${through(name)}`)}
      FROM monthly WINDOW earlier AS (PARTITION BY ${key} ORDER BY month)
    )
    INSERT INTO ${raw(table)}
      (${key}, released_in, months, ${list(counts, (name) => `${name}, ${through(name)}`)})
    SELECT ${key}, ${release}, array_agg(month ORDER BY month),
      ${list(counts, (name) => `sum(${name}), array_agg(${through(name)} ORDER BY month)`)}
    FROM added GROUP BY ${key}`;
}

/** The column that says how much of a count there was through each of the months. */
const through = (count: string) => `${count}_through`;
const inMonth = (count: string) =>
  `${through(count)}[nth] - coalesce(${through(count)}[nth - 1], 0)`;
