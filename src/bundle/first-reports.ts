import type { Prisma } from '../database/generated/client.js';
import { join, raw, type Sql, sql } from '../database/sql.js';
import { rowInScope } from '../releases/scope.js';
import { REPORTED } from './entity-states.js';

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
 * Adds the first reports of release `release`, in which something changes of these entities: what
 * nothing goes before at a moment of it. What was loaded together is taken one after the other, so it
 * does not matter how many bundles share a release: a version comes when it got its key, and the one
 * that it ends goes at that moment.
 */
export async function addFirstReports(
  tx: Prisma.TransactionClient,
  release: number,
  entities: readonly number[],
): Promise<void> {
  const stood = sql`${rowInScope(sql`r`, { release })} AND r.released_in < ${release}`;
  await tx.$executeRaw(sql`
    WITH moved AS MATERIALIZED (
      -- life: the moments in which a report stands. One that is removed goes at any after it came.
      SELECT r.*, int4range(v.id, NULL) AS life
      FROM article_version v JOIN entity_report r ON r.article_version_id = v.id
      WHERE v.released_in = ${release}
      UNION ALL
      SELECT r.*, int4range(NULL, coalesce(n.id, v.id + 1)) FROM article_version v
      LEFT JOIN article_version n ON n.article_id = v.article_id AND n.released_in = ${release}
      JOIN entity_report r ON r.article_version_id = v.id WHERE v.superseded_in = ${release}
    ), uncovered AS (
      -- First reports that end, unless their article goes on to say the same.
      SELECT r.* FROM moved r JOIN first_report f USING (entity_id, article_version_id)
      WHERE lower_inf(r.life) AND NOT EXISTS (SELECT FROM moved n
        WHERE n.article_id = r.article_id AND NOT lower_inf(n.life)
          AND ${saysTheSame(sql`n`, sql`r`)} AND ${published(sql`n`)} <= ${published(sql`r`)})
    ), unmoved AS (
      SELECT r.* FROM first_report f JOIN entity_report r USING (entity_id, article_version_id)
      WHERE f.entity_id = ANY(${entities}::int[]) AND ${stood}
      UNION
      SELECT r.* FROM uncovered e JOIN entity_report r ON ${saysTheSame(sql`r`, sql`e`)} AND ${stood}
    ), report AS MATERIALIZED (
      -- Less what something goes before all the time.
      SELECT * FROM (
        SELECT r.*, min(${published(sql`r`)}) FILTER (WHERE r.life = '(,)') OVER (
          PARTITION BY r.entity_id, ${said(sql`r`)} ORDER BY r.article_id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earliest
        FROM (SELECT * FROM moved UNION ALL SELECT *, '(,)' FROM unmoved) r) r
      WHERE earliest IS NULL OR earliest > ${published(sql`r`)}
    ), moment AS (
      SELECT r.*, lower(life) AS at FROM report r WHERE NOT lower_inf(life)
      UNION ALL
      SELECT r.*, upper(e.life) FROM report e
      JOIN report r ON ${goesBefore(sql`e`, sql`r`)} AND r.life @> upper(e.life)
    )
    INSERT INTO first_report (entity_id, article_version_id, content, article_id, released_in,
      published)
    SELECT r.entity_id, r.article_version_id, md5((${said(sql`r`)})::text)::uuid, r.article_id,
      r.released_in, r.published
    FROM moment r
    WHERE NOT EXISTS (SELECT FROM report e WHERE ${goesBefore(sql`e`, sql`r`)} AND e.life @> r.at)
    ON CONFLICT DO NOTHING`);
  await tx.$executeRaw(sql`
    UPDATE first_report f SET superseded_in = ${release}
    FROM article_version v JOIN entity_report r ON r.article_version_id = v.id
    WHERE v.superseded_in = ${release}
      AND f.entity_id = r.entity_id AND f.article_version_id = r.article_version_id`);
}
