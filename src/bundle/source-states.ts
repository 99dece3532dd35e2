import { NEVER } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import { raw, sql } from '../database/sql.js';
import { countsNow } from '../sources/counts.js';
import { linksOf } from './counts.js';

/**
 * Writes the states of sources that release `release` changes, once all that they are made of is
 * written: of who stands in a chain that it brings or ends, and beside whom it names otherwise.
 * Notes in which roles somebody stands for the first time, too.
 */
export async function updateSourceStates(
  tx: Prisma.TransactionClient,
  release: number,
): Promise<void> {
  const served = ['originates', 'relays', 'publishes', 'receives_from', 'passes_to'];
  const texts = (state: string) =>
    raw(['roles', ...served].map((column) => `${state}.${column}::text`).join(', '));
  await tx.$executeRaw(sql`
    WITH version AS MATERIALIZED (
      SELECT id, 1 AS sign FROM article_version
      WHERE released_in = ${release} OR superseded_in = ${release}
    ), renamed AS (
      SELECT DISTINCT n.entity_id
      FROM version v JOIN entity_report r ON r.article_version_id = v.id
      JOIN entity_state o ON o.entity_id = r.entity_id AND o.superseded_in = ${release}
      JOIN entity_state n ON n.entity_id = r.entity_id AND n.superseded_in = ${NEVER}
      WHERE (o.name, o.type) <> (n.name, n.type)
    ), touched AS MATERIALIZED (
      SELECT a.agent_id FROM ${linksOf(sql`version`)} WHERE a.agent_id IS NOT NULL
      UNION SELECT n.beside_id FROM renamed r JOIN source_neighbour n ON n.agent_id = r.entity_id
      WHERE n.superseded_in = ${NEVER} AND n.beside_id IS NOT NULL
    ), now AS MATERIALIZED (
      SELECT touched.agent_id, c.* FROM touched
      CROSS JOIN LATERAL (${countsNow(sql`touched.agent_id`, { release })}) c WHERE c.roles <> '{}'
    ), ended AS (
      UPDATE source_state s SET superseded_in = ${release} FROM touched
      WHERE s.superseded_in = ${NEVER} AND s.agent_id = touched.agent_id
        AND NOT EXISTS (SELECT FROM now n
          WHERE n.agent_id = s.agent_id AND (${texts('n')}) = (${texts('s')}))
      RETURNING s.agent_id
    ), known AS (
      INSERT INTO source (agent_id, slug, roles)
      SELECT n.agent_id, e.slug, n.roles FROM now n JOIN entity e ON e.id = n.agent_id
      ON CONFLICT (agent_id) DO UPDATE
      SET roles = ARRAY(SELECT unnest(source.roles) UNION SELECT unnest(excluded.roles) ORDER BY 1)
      WHERE NOT source.roles @> excluded.roles
    )
    INSERT INTO source_state (agent_id, released_in, roles, ${raw(served.join(', '))})
    SELECT n.agent_id, ${release}, n.roles, ${raw(served.map((column) => `n.${column}`).join(', '))}
    FROM now n
    WHERE n.agent_id IN (SELECT agent_id FROM ended) OR NOT EXISTS (
      SELECT FROM source_state s WHERE s.agent_id = n.agent_id AND s.superseded_in = ${NEVER})`);
}
