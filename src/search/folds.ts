import type { Database } from '../database/database.js';
import { read, sql } from '../database/sql.js';

/** What fold() makes of a character, which may be none ("́"), one or several ("ß"). */
export type Folds = ReadonlyMap<string, string>;

// Only a migration changes fold(), so what was once asked need not be asked again.
const known = new Map<string, string>();

/** Learns from PostgreSQL how the characters of these texts are folded. */
export async function foldsOf(db: Database, texts: readonly string[]): Promise<Folds> {
  const unknown = new Set<string>();
  for (const text of texts) {
    for (const character of text) if (!known.has(character)) unknown.add(character);
  }
  if (unknown.size > 0) {
    const rows = await read<{ character: string; folded: string }>(
      db,
      sql`SELECT character, fold(character) AS folded
        FROM unnest(${Array.from(unknown)}::text[]) character`,
    );
    for (const { character, folded } of rows) known.set(character, folded);
  }
  return known;
}
