import type { Prisma } from '../database/generated/client.js';

/**
 * Adds the words of the names that release `release` brings to those by which a search knows what
 * a word with a slip in it may be meant for: of all texts that `rows.ts` gives as names. What is
 * longer than any query is no word. Migration name_words does the same for all releases at once.
 */
export async function addNameWords(tx: Prisma.TransactionClient, release: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO name_word (word)
    SELECT DISTINCT word
    FROM article_version v
      CROSS JOIN LATERAL (
        SELECT unnest(r.name || r.aliases) AS name FROM entity_report r WHERE r.article_version_id = v.id
        UNION SELECT r.title FROM event_report r WHERE r.article_version_id = v.id
        UNION SELECT unnest(ARRAY[v.label, v.headline])
        UNION SELECT a.agent_text FROM statement s JOIN attribution a ON a.statement_id = s.id
          WHERE s.article_version_id = v.id AND a.agent_id IS NULL) named
      CROSS JOIN string_to_table(translate(fold(name), E'\\n', ' '), ' ') word
    WHERE v.released_in = ${release} AND word !~ '^[0-9]*$' AND length(word) <= 200
    ON CONFLICT DO NOTHING`;
}
