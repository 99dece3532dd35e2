import type { Database } from '../database/database.js';
import { all, join, read, type Sql, sql } from '../database/sql.js';
import type { List } from './list.js';

/** Which filter left nothing. */
export interface Hint {
  parameter: string;
  message: string;
}

/** The parameters behind a condition that has more than one. */
const PARAMETERS: Record<string, readonly string[]> = {
  time: ['from', 'to'],
  value: ['valueMin', 'valueMax'],
};

/**
 * Why a list is empty: the filters that leave nothing by themselves, else those without which
 * something would be left. Asked only when nothing is left.
 */
export async function hintsFor(
  db: Database,
  { from, within, conditions }: Pick<List, 'from' | 'within' | 'conditions'>,
  query: object,
): Promise<Hint[]> {
  const filters = Object.entries(conditions).filter(
    (entry): entry is [string, Sql] => entry[1] !== undefined,
  );
  if (filters.length === 0) return [];
  const some = (wanted: (Sql | undefined)[]) =>
    sql`EXISTS (SELECT FROM ${from} WHERE ${all([within, ...wanted])})`;
  const columns = filters.map(([name, condition]) => {
    const others = filters.filter(([other]) => other !== name).map(([, other]) => other);
    return sql`ARRAY[${some([condition])}, ${some(others)}]`;
  });
  const [row] = await read<{ tried: boolean[][] }>(
    db,
    sql`SELECT ARRAY[${join(columns)}] AS tried`,
  );
  const hints = filters.map(([name], index) => ({
    parameter: (PARAMETERS[name] ?? [name]).filter((key) => key in query).join(', '),
    alone: row?.tried[index]?.[0] ?? false,
    without: row?.tried[index]?.[1] ?? false,
  }));
  const barren = hints.filter(({ alone }) => !alone);
  if (barren.length > 0) return barren.map(say('nothing meets it, whatever the other filters'));
  const decisive = hints.filter(({ without }) => without);
  if (decisive.length > 0) return decisive.map(say('without it something would be left'));
  return hints.map(say('only together do the filters leave nothing'));
}

const say = (message: string) => (hint: { parameter: string }) => ({
  parameter: hint.parameter,
  message,
});
