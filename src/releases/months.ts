import { all, raw, type Sql, sql } from '../database/sql.js';
import type { Scope } from './scope.js';

// What is counted by a day is stored for the months before that day's. What is in its own month is added
// up when it is asked for; before the first day of a month there is none.

const monthOf = ({ publishedBefore }: Scope) =>
  sql`date_trunc('month', ${publishedBefore}::timestamp)`;

/** How much of a count there was before the month of the scope's day, by a state of it. */
export const beforeItsMonth = (state: Sql, count: string, scope: Scope) =>
  sql`coalesce(${state}.${raw(`${count}_through`)}[width_bucket(
    (SELECT (${monthOf(scope)} - interval '1 day')::date), ${state}.months)], 0)`;

/** The condition that a row was published in that month, if some of that is before the day. */
export const inItsMonth = (row: Sql, scope: Scope) =>
  all([
    sql`${monthOf(scope)} < ${scope.publishedBefore}::timestamp`,
    sql`date_trunc('month', ${row}.published::timestamp) = ${monthOf(scope)}`,
  ]);
