import { all, type Sql, sql } from '../database/sql.js';

/**
 * The condition that `q` asks for: every word stands, in any order and as part of a word, in the
 * prose, or is nearly a word of the names; or the whole of it is nearly one of the names ("Lee
 * Seong Kwon"). fold() takes away capitals, accents and punctuation; trigram indexes serve both.
 */
export function matches(q: string, names: Sql, prose: Sql): Sql {
  const words = q.split(/[\s\p{P}]+/u).filter((word) => word !== '');
  const each = words.map(
    (word) =>
      sql`(fold(${prose}) LIKE '%' || fold(${word}) || '%' OR fold(${word}) <% fold(${names}))`,
  );
  return words.length === 1 ? all(each) : sql`(${all(each)} OR fold(${q}) <% fold(${names}))`;
}
