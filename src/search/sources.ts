import { type Sql, sql } from '../database/sql.js';
import { entityStates } from '../entities/states.js';
import { eventHeads } from '../events/states.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';
import type { SearchKind } from './schema.js';

/** Where one kind is searched: rows with `names` and `search`, each also folded. */
export interface Source {
  /** Rows `x`, in tables, joined; without WHERE. */
  from: Sql;
  within?: Sql;
  key: Sql;
  id: Sql;
  title: Sql;
  /** The table that has id and title, where what is searched are several reports of one thing. */
  titled?: Sql;
  /** Which of the names are its own and not those of others, if any are. */
  own?: { whole: Sql; word: Sql };
}

// Regular expressions of what comes before a whole name, and before a word of it.
const FIRST_LINE = { whole: sql`'^ *'`, word: sql`'^([^\\n]* )?'` };
export const EVERY_LINE = { whole: sql`'(^|\\n) *'`, word: sql`'(^|\\n| )'` };

export const sourcesOf = (scope: Scope): Record<SearchKind, Source> => ({
  entity: {
    from: sql`${entityStates(scope)} x`,
    key: sql`x.entity_id`,
    id: sql`x.slug`,
    title: sql`x.name`,
    own: EVERY_LINE,
  },
  event: {
    ...reported(sql`event_report`, scope),
    key: sql`x.event_id`,
    titled: sql`${eventHeads(scope)} x`,
    id: sql`x.slug`,
    title: sql`x.title`,
    own: FIRST_LINE,
  },
  statement: { ...reported(sql`statement`, scope), title: sql`x.summary` },
  figure: {
    ...reported(sql`figure`, scope),
    title: sql`(SELECT m.slug FROM measure_state m WHERE m.measure_id = x.measure_id
      AND ${inRelease(sql`m`, scope)}) || ': ' || x.quantity_text`,
  },
  article: {
    from: sql`article_version x`,
    within: inScope(sql`x`, scope),
    key: sql`x.article_id`,
    id: sql`x.slug`,
    title: sql`x.label`,
    own: FIRST_LINE,
  },
});

/** What articles say, which has its ids under theirs. */
const reported = (table: Sql, scope: Scope) => ({
  from: sql`${table} x JOIN article_version v ON v.id = x.article_version_id`,
  within: inScope(sql`v`, scope),
  key: sql`x.id`,
  id: sql`v.slug || '.' || x.local_id`,
});
