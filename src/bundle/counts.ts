import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { join, raw, type Sql, sql } from '../database/sql.js';

// How often something is named is counted when it changes, not when it is read: who is named in
// every other article would cost more with every load. The change of a release is what the versions
// of articles that it brings have, less what those that it ends had. Migrations stored_counts and
// mention_months count the same way for all releases at once. Of sources only what stands is read, to
// make their states of it (source-states.ts).

/** A table of counts as states, one for each key; where all would be 0 there is none. */
interface Counted {
  table: string;
  /** Columns that may be null have what they are compared as, which an index has too. */
  keys: Record<string, (column: Sql) => Sql>;
  counts: readonly string[];
  /** By how much a release changes each count: a row for each key. */
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
      SELECT r.entity_id, sum(v.sign * r.mentions) AS mentions
      FROM ${versions} v JOIN entity_report r ON r.article_version_id = v.id
      GROUP BY 1`,
  },
  {
    table: 'mention_month',
    keys: { entity_id: itself, month: itself },
    counts: ['mentions'],
    change: (versions) => sql`
      SELECT r.entity_id, date_trunc('month', r.published::timestamp)::date AS month,
        sum(v.sign * r.mentions) AS mentions
      FROM ${versions} v JOIN entity_report r ON r.article_version_id = v.id
      WHERE r.published IS NOT NULL GROUP BY 1, 2`,
  },
  {
    table: 'source_share',
    keys: { agent_id: itself, role: itself, first: itself },
    counts: ['statements', 'figures'],
    change: (versions) => sql`
      SELECT a.agent_id, a.role, a.position = 1 AS first,
        sum(s.sign) AS statements, sum(s.sign * a.figures) AS figures
      FROM ${linksOf(versions)}
      WHERE a.agent_id IS NOT NULL GROUP BY 1, 2, 3`,
  },
  {
    table: 'source_neighbour',
    keys: { agent_id: itself, step: itself, beside_id: (id) => sql`coalesce(${id}, 0)` },
    counts: ['statements'],
    change: (versions) => sql`
      SELECT a.agent_id, beside.step, beside.id AS beside_id, sum(s.sign) AS statements
      FROM ${linksOf(versions)}
        CROSS JOIN LATERAL (VALUES (-1, a.before_id, a.position > 1), (1, a.after_id, NOT a.last))
          AS beside(step, id, stands)
      WHERE a.agent_id IS NOT NULL AND beside.stands GROUP BY 1, 2, 3`,
  },
];

/** Ends the counts that release `release` changes, and writes what they are from then on. */
export async function updateCounts(tx: Prisma.TransactionClient, release: number): Promise<void> {
  const versions = sql`(SELECT id, 1 AS sign FROM article_version WHERE released_in = ${release}
    UNION ALL SELECT id, -1 FROM article_version WHERE superseded_in = ${release})`;
  for (const counted of COUNTED) await tx.$executeRaw(update(counted, versions, release));
}

/** No key has two states at a time: each is read from the one that ends before it is written. */
function update({ table, keys, counts, change }: Counted, versions: Sql, release: number): Sql {
  const columns = Object.keys(keys).map(raw);
  const numbers = counts.map(raw);
  const same = (one: Sql, other: Sql) =>
    join(
      Object.entries(keys).map(([column, as]) => {
        const [left, right] = [sql`${one}.${raw(column)}`, sql`${other}.${raw(column)}`];
        return sql`${as(left)} = ${as(right)}`;
      }),
      ' AND ',
    );
  return sql`
    WITH change AS (SELECT * FROM (${change(versions)}) c
      WHERE ${join(
        numbers.map((n) => sql`c.${n} <> 0`),
        ' OR ',
      )}), ended AS (
      UPDATE ${raw(table)} t SET superseded_in = ${release} FROM change c
      WHERE t.superseded_in = ${NEVER} AND ${same(sql`t`, sql`c`)}
      RETURNING t.*
    ), now AS (
      SELECT ${join(columns.map((key) => sql`c.${key}`))},
        ${join(numbers.map((n) => sql`c.${n} + coalesce(e.${n}, 0) AS ${n}`))}
      FROM change c LEFT JOIN ended e ON ${same(sql`c`, sql`e`)}
    )
    INSERT INTO ${raw(table)} (${join([...columns, ...numbers])}, released_in)
    SELECT ${join([...columns, ...numbers])}, ${release} FROM now
    WHERE ${join(
      numbers.map((n) => sql`${n} <> 0`),
      ' OR ',
    )}`;
}
