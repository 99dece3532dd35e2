import type { Prisma } from '../database/generated/client.js';
import { join, raw, type Sql, sql } from '../database/sql.js';
import { REPORTED } from '../entities/states.js';
import { rowInScope } from '../releases/scope.js';

// Who is named everywhere has tens of thousands of reports, but few that say what none before said.
// A report goes without saying if another says the same, goes before it (in the order of articles, in
// which states are merged) and is in every scope that it is in: was released and published by then,
// and stands as long.

const said = (report: Sql) => join(REPORTED.map((column) => sql`${report}.${raw(column)}`));
/** The name by itself, since by that PostgreSQL can join; by what may be null it cannot. */
const saysTheSame = (one: Sql, other: Sql) => sql`${one}.entity_id = ${other}.entity_id
  AND ${one}.name = ${other}.name AND (${said(one)}) IS NOT DISTINCT FROM (${said(other)})`;
/** Of what has no date, no day has it. */
const published = (report: Sql) => sql`coalesce(${report}.published, 'infinity')`;
const goesBefore = (one: Sql, other: Sql) => sql`${saysTheSame(one, other)}
  AND ${one}.article_id < ${other}.article_id AND ${published(one)} <= ${published(other)}`;

/**
 * Adds the first reports of release `release`, in which something changes of these entities: what is
 * new of what it brings, and what stood behind those that it ends, unless their article still says
 * the same: then what comes in their place stands for what they did. What was loaded together is
 * taken one after the other, so it does not matter how many bundles share a release.
 */
export async function addFirstReports(
  tx: Prisma.TransactionClient,
  release: number,
  entities: readonly number[],
): Promise<void> {
  const brought = sql`SELECT id FROM article_version WHERE released_in = ${release}`;
  const stands = rowInScope(sql`r`, { release });
  await tx.$executeRaw(sql`
    WITH ended AS MATERIALIZED (
      SELECT r.*, EXISTS (SELECT FROM entity_report n
        WHERE n.article_version_id IN (${brought}) AND n.article_id = r.article_id
          AND ${saysTheSame(sql`n`, sql`r`)} AND ${published(sql`n`)} <= ${published(sql`r`)}) AS kept
      FROM article_version v JOIN entity_report r ON r.article_version_id = v.id
      JOIN first_report f USING (entity_id, article_version_id)
      WHERE v.superseded_in = ${release}
    ), report AS MATERIALIZED (
      SELECT r.* FROM entity_report r WHERE r.article_version_id IN (${brought})
      UNION SELECT r.* FROM ended e JOIN entity_report r
        ON NOT e.kept AND ${saysTheSame(sql`r`, sql`e`)} AND ${stands}
    ), placed AS (
      SELECT n.*, min(${published(sql`n`)}) OVER before AS earliest,
        max(n.article_id) OVER before AS furthest
      FROM report n
      WINDOW before AS (PARTITION BY n.entity_id, ${said(sql`n`)}
        ORDER BY n.article_version_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    INSERT INTO first_report (entity_id, article_version_id)
    SELECT n.entity_id, n.article_version_id FROM placed n
    WHERE NOT EXISTS (
      SELECT FROM first_report f JOIN entity_report r USING (entity_id, article_version_id)
      WHERE f.entity_id = ANY(${entities}::int[]) AND ${stands} AND ${goesBefore(sql`r`, sql`n`)})
    AND NOT EXISTS (SELECT FROM ended r WHERE r.kept AND ${goesBefore(sql`r`, sql`n`)})
    -- Among what comes now: an article that came back goes before some that were loaded before it.
    AND CASE WHEN n.furthest < n.article_id THEN n.earliest > ${published(sql`n`)}
      ELSE n.furthest IS NULL OR (n.entity_id, n.article_version_id) NOT IN (
        SELECT n.entity_id, n.article_version_id FROM placed n JOIN report r
          ON r.article_version_id < n.article_version_id AND ${goesBefore(sql`r`, sql`n`)}
        WHERE n.furthest >= n.article_id) END
    ON CONFLICT DO NOTHING`);
}
