import { NEVER } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import { digestOf } from './digest.js';
import { updateEntityStates } from './entity-states.js';
import { updateEventStates } from './event-states.js';
import { addFirstReports } from './first-reports.js';
import { release, supersede } from './load.js';

/**
 * Takes an article out of the dataset, as a release: what was known before stays in the releases
 * before. Returns the number of the release, or null if no such article is loaded.
 */
export function removeArticle(prisma: PrismaClient, article: string): Promise<number | null> {
  return release(prisma, async (tx, number) => {
    const current = await tx.articleVersion.findFirst({
      where: { slug: article, supersededIn: NEVER },
      select: { id: true },
    });
    if (current === null) return [];
    const gone = await supersede(tx, [current.id], number);
    await addFirstReports(tx, number, gone.entities);
    await updateEntityStates(tx, number, { gained: [], replaced: gone.entities });
    await updateEventStates(tx, number, { gained: [], replaced: gone.events });
    return [digestOf({ removed: article })];
  });
}
