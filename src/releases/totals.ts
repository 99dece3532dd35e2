import { raw, type Sql, sql } from '../database/sql.js';
import { inRelease, inScope, type Scope } from './scope.js';

// How many things there are in a scope, as SQL expressions that do not look up each of them.

/** The sum of what the articles of the scope have: each notes how many. */
export const totalOf = (what: 'statement' | 'figure' | 'relation', scope: Scope): Sql =>
  sql`(SELECT coalesce(sum(${raw(`v.${what}_count`)}), 0)
    FROM article_version v WHERE ${inScope(sql`v`, scope)})`;

/** By a day they are those of which an article of the scope reports: what it says of them is not merged. */
export const totalOfEvents = (scope: Scope): Sql =>
  scope.publishedBefore === undefined
    ? sql`(SELECT count(*) FROM event_state s WHERE ${inRelease(sql`s`, scope)})`
    : sql`(SELECT count(*) FROM (SELECT FROM event_report r
        JOIN article_version v ON v.id = r.article_version_id AND ${inScope(sql`v`, scope)}
        GROUP BY r.event_id) event)`;
