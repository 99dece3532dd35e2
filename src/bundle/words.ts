import type { Prisma } from '../database/generated/client.js';
import type { Bundle } from './format.js';

/**
 * Adds the names in some bundles, and their words, to those by which a search knows what words with a
 * slip in them may be meant for. What is longer than any query is none of them, and the empty word says
 * that there is such. The migration all_marks does the same for all that was loaded before it.
 */
export async function addNames(
  tx: Prisma.TransactionClient,
  bundles: readonly Bundle[],
): Promise<void> {
  const ofEntities = [
    ...new Set(bundles.flatMap(({ entities }) => entities.flatMap(namesOfEntity))),
  ];
  await tx.$executeRaw`
    INSERT INTO entity_name (name)
    SELECT DISTINCT string_to_table(fold(name), E'\\n') FROM unnest(${ofEntities}::text[]) name
    ON CONFLICT DO NOTHING`;
  const names = [...new Set(bundles.flatMap(namesOf))];
  await tx.$executeRaw`
    INSERT INTO name_word (word)
    SELECT DISTINCT CASE WHEN length(word) <= 200 THEN word ELSE '' END
    FROM unnest(${names}::text[]) name, string_to_table(translate(fold(name), E'\\n', ' '), ' ') word
    WHERE word !~ '^[0-9]*$'
    ON CONFLICT DO NOTHING`;
}

const namesOfEntity = ({ name, aliases }: Bundle['entities'][number]) => [name, ...aliases];

/** All that `rows.ts` takes for a name. */
const namesOf = ({ article, entities, events, statements }: Bundle): string[] => [
  ...entities.flatMap(namesOfEntity),
  ...events.map(({ title }) => title),
  ...[article.label, article.headline].filter((title) => title !== null),
  ...statements.flatMap(({ attribution }) =>
    attribution.flatMap(({ agent, agentText }) => (agent === null ? (agentText ?? []) : [])),
  ),
];
