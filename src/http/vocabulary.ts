import type { Database } from '../database/database.js';
import { read, type Sql, sql } from '../database/sql.js';
import { invalidParameters, suggesting } from './problem.js';

/**
 * Refuses words that nothing loaded uses, for vocabularies that the bundles extend, so that only
 * the database knows them. `column` of `table` must be indexed: the words are then found by hopping
 * from one to the next, however many rows there are. Throws a Problem (400).
 */
export async function checkWords(
  db: Database,
  parameter: string,
  given: readonly string[] | undefined,
  table: Sql,
  column: Sql,
): Promise<void> {
  if (given === undefined) return;
  const rows = await read<{ word: string }>(
    db,
    sql`WITH RECURSIVE hop AS (
        (SELECT ${column} AS word FROM ${table} ORDER BY ${column} LIMIT 1)
        UNION ALL
        SELECT (SELECT ${column} FROM ${table} WHERE ${column} > hop.word ORDER BY ${column} LIMIT 1)
        FROM hop WHERE hop.word IS NOT NULL
      ) SELECT word FROM hop WHERE word IS NOT NULL`,
  );
  const allowed = rows.map(({ word }) => word);
  const faults = given
    .filter((word) => !allowed.includes(word))
    .map((word) =>
      suggesting({ parameter, message: `nothing that is loaded has "${word}"`, allowed }, word),
    );
  if (faults.length > 0) throw invalidParameters(faults);
}
