import type { Prisma } from '../database/generated/client.js';
import type { Bundle } from './format.js';

/**
 * Adds the words of the names in some bundles to those by which a search knows what a word with a
 * slip in it may be meant for. What is longer than any query is no word. Migration name_words does
 * the same for all that was loaded before it.
 */
export async function addNameWords(
  tx: Prisma.TransactionClient,
  bundles: readonly Bundle[],
): Promise<void> {
  const names = [...new Set(bundles.flatMap(namesOf))];
  await tx.$executeRaw`
    INSERT INTO name_word (word)
    SELECT DISTINCT word
    FROM unnest(${names}::text[]) name, string_to_table(translate(fold(name), E'\\n', ' '), ' ') word
    WHERE word !~ '^[0-9]*$' AND length(word) <= 200
    ON CONFLICT DO NOTHING`;
}

/** All that `rows.ts` takes for a name. */
const namesOf = ({ article, entities, events, statements }: Bundle): string[] => [
  ...entities.flatMap(({ name, aliases }) => [name, ...aliases]),
  ...events.map(({ title }) => title),
  ...[article.label, article.headline].filter((title) => title !== null),
  ...statements.flatMap(({ attribution }) =>
    attribution.flatMap(({ agent, agentText }) => (agent === null ? (agentText ?? []) : [])),
  ),
];
