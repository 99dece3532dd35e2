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

/**
 * Adds the first reports of release `release`, in which something changes of these entities: what is
 * new of what it brings, and what stood behind those that it ends, unless their article still says
 * the same. In the releases before, those that end go on standing for what comes now.
 */
export async function addFirstReports(
  tx: Prisma.TransactionClient,
  release: number,
  entities: readonly number[],
): Promise<void> {
  const brought = sql`SELECT id FROM article_version WHERE released_in = ${release}`;
  const stands = rowInScope(sql`r`, { release });
  await tx.$executeRaw(sql`
    WITH gone AS MATERIALIZED (
      SELECT r.* FROM article_version v JOIN entity_report r ON r.article_version_id = v.id
      JOIN first_report f USING (entity_id, article_version_id)
      WHERE v.superseded_in = ${release} AND NOT EXISTS (SELECT FROM entity_report n
        WHERE n.article_version_id IN (${brought}) AND n.article_id = r.article_id
          AND ${saysTheSame(sql`n`, sql`r`)} AND ${published(sql`n`)} <= ${published(sql`r`)})
    ), report AS (
      SELECT r.* FROM entity_report r WHERE r.article_version_id IN (${brought})
      UNION SELECT r.* FROM gone g JOIN entity_report r ON ${saysTheSame(sql`r`, sql`g`)} AND ${stands}
    ), placed AS (
      SELECT n.*, min(${published(sql`n`)}) OVER (PARTITION BY n.entity_id, ${said(sql`n`)}
        ORDER BY n.article_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earliest
      FROM report n
    )
    INSERT INTO first_report (entity_id, article_version_id)
    SELECT n.entity_id, n.article_version_id FROM placed n
    WHERE (n.earliest <= ${published(sql`n`)}) IS NOT TRUE AND NOT EXISTS (
      SELECT FROM first_report f JOIN entity_report r USING (entity_id, article_version_id)
      WHERE f.entity_id = ANY(${entities}::int[]) AND ${saysTheSame(sql`r`, sql`n`)}
        AND r.article_id < n.article_id AND ${published(sql`r`)} <= ${published(sql`n`)}
        AND ${stands})
    ON CONFLICT DO NOTHING`);
}
