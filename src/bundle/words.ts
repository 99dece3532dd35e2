import type { Prisma } from '../database/generated/client.js';
import { join, raw, sql } from '../database/sql.js';
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

/** What has words besides articles, each in a row of its own. */
const TEXTS = ['event_report', 'statement', 'figure', 'relation'];

/**
 * Adds the words of all that `q` looks into, once the rows of a release are written. The state of an
 * entity has no word that is not in a report of it. The migration text_words does the same for all that
 * was loaded before it.
 */
export async function addTextWords(tx: Prisma.TransactionClient, release: number): Promise<void> {
  // By OFFSET 0 PostgreSQL looks up those of each article, and does not read all that there are.
  const texts = TEXTS.map(
    (table) => sql`SELECT words FROM version CROSS JOIN LATERAL (SELECT t.search_folded AS words
      FROM ${raw(table)} t WHERE t.article_version_id = version.id OFFSET 0) t`,
  );
  await tx.$executeRaw(sql`
    WITH version AS MATERIALIZED (
      SELECT id, search_folded FROM article_version WHERE released_in = ${release}
    ), described AS (
      SELECT DISTINCT r.description FROM version CROSS JOIN LATERAL (
        SELECT description FROM entity_report WHERE article_version_id = version.id OFFSET 0) r
    )
    INSERT INTO text_word (word)
    SELECT DISTINCT unnest(text_words(words)) FROM (
      SELECT search_folded AS words FROM version
      UNION ALL SELECT fold(description) FROM described
      UNION ALL ${join(texts, ' UNION ALL ')}
    ) texts
    ON CONFLICT DO NOTHING`);
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
