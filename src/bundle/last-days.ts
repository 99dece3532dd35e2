import type { Prisma } from '../database/generated/client.js';

/**
 * Notes, for each month in which something was published that release `release` brings, the last day
 * that a statement or a figure of it speaks of. What an article no longer says stays in, so it is the
 * last day at most, in every release. Migration last_days does the same for all before.
 */
export async function noteLastDays(tx: Prisma.TransactionClient, release: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO last_day (month, statement, figure)
    SELECT date_trunc('month', v.latest::timestamp)::date, max(s.day), max(f.day)
    FROM article_version v CROSS JOIN LATERAL (
      SELECT max(coalesce(s.latest, s.earliest)) AS day
      FROM statement s WHERE s.article_version_id = v.id
    ) s CROSS JOIN LATERAL (
      SELECT max(coalesce(f.latest, f.earliest)) AS day
      FROM figure f WHERE f.article_version_id = v.id
    ) f
    WHERE v.released_in = ${release} AND v.latest IS NOT NULL GROUP BY 1
    ON CONFLICT (month) DO UPDATE SET
      statement = greatest(last_day.statement, excluded.statement),
      figure = greatest(last_day.figure, excluded.figure)`;
}
