import { all, type Sql, sql } from '../database/sql.js';
import type { Octaves } from '../http/list.js';
import { isLike, isNearly, type Sought, stands } from './conditions.js';
import { outline } from './indexed.js';
import type { Asked } from './words.js';

// The `q` of a list.

/** About a page. */
const ENOUGH = 25;
/** To look at a row in the order of a list takes longer than at one that an index finds. */
const WORTH = 2;

/**
 * Whether it is less to look at all rows that an index finds by the outline than at one after the other,
 * in the order of a list, until enough have it.
 */
const isRare = ({ rows, found, outlined }: Sought) => outlined * found < WORTH * rows * ENOUGH;

/**
 * The condition that `q` asks for: every word stands in the prose or is nearly one of the names. Of what
 * is rare in a table with keys, an index finds the keys first, whatever the order of the list.
 */
export const matches = (sought: Sought, row: Sql, table?: Sql): Sql =>
  table && isRare(sought) ? keysOf(row, table, (of) => rare(of, sought)) : rare(row, sought);

/** An index that had to see to all of it would take longer than to look at those few rows. */
const rare = (row: Sql, sought: Sought) =>
  sql`(${ofRow(row, sought, outline)} AND (${ofRow(row, sought, isNearly)}) IS TRUE)`;

const keysOf = (row: Sql, table: Sql, condition: (of: Sql) => Sql) =>
  sql`${row}.id = ANY(ARRAY(SELECT t.id FROM ${table} t WHERE ${condition(sql`t`)}))`;

const ofRow = (row: Sql, sought: Sought, condition: typeof outline) =>
  condition(sought, sql`${row}.names_folded`, sql`${row}.search_folded`);

/** What so many have is found the soonest at one row after the other. */
const COMMON = 0.2;

/** The same of a part of the keys, so that a list in their order reads no more parts than it needs. */
export function octavesOf(sought: Sought, row: Sql, table: Sql, last: Sql): Octaves | undefined {
  if (sought.found > COMMON * sought.rows) return undefined;
  return {
    last,
    has: (nth) =>
      keysOf(row, table, (of) => sql`${rare(of, sought)} AND octave(${of}.id) = ${nth}`),
  };
}

/** The same where texts are few, and not stored folded, nor their words with those of all names. */
export function matchesText(asked: readonly Asked[], names: Sql, prose: Sql): Sql {
  const near = (folded: string) => isLike(sql`${folded}::text`, sql`fold(${names})`);
  const each = asked.map(
    (word) => sql`(${stands(word, sql`fold(${prose})`)} OR ${near(word.folded)})`,
  );
  return sql`(${all(each)} OR ${near(asked.map(({ folded }) => folded).join(' '))})`;
}
