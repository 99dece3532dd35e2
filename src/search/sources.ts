import { type Sql, sql } from '../database/sql.js';
import { calledEntity, foundEntity } from '../entities/search.js';
import { entityHeads, entityStates } from '../entities/states.js';
import { eventHeads } from '../events/states.js';
import type { Sought } from '../http/search.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';
import type { SearchKind } from './schema.js';

/** Rows `x` of one kind, in tables, joined; without WHERE. */
interface Rows {
  from: Sql;
  within?: Sql;
}

/** Where one kind is searched: rows with `names` and `search`, each also folded. */
export interface Source extends Rows {
  key: Sql;
  id: Sql;
  title: Sql;
  /** Where id and title stand, if not in what is searched. */
  titled?: Rows;
  /** Of that the part in which names are looked for, if there is one. */
  called?: Sql;
  /** Which of the names are its own and not those of others, if any are. */
  own?: { whole: Sql; word: Sql };
}

// Regular expressions of what comes before a whole name, and before a word of it.
const FIRST_LINE = { whole: sql`'^ *'`, word: sql`'^([^\\n]* )?'` };
export const EVERY_LINE = { whole: sql`'(^|\\n) *'`, word: sql`'(^|\\n| )'` };

/** Where entities are searched by a day: those that have the words in their names, and the others. */
export interface Merged {
  called: Sql;
  others: Sql;
}

export const sourcesOf = (scope: Scope, merged?: Merged): Record<SearchKind, Source> => ({
  entity: {
    ...(merged
      ? {
          from: sql`(SELECT * FROM ${merged.called} c UNION ALL SELECT * FROM ${merged.others} o) x`,
          called: sql`${merged.called} x`,
          titled: { from: sql`${entityHeads(scope)} x` },
        }
      : { from: sql`${entityStates(scope)} x` }),
    key: sql`x.entity_id`,
    id: sql`x.slug`,
    title: sql`x.name`,
    own: EVERY_LINE,
  },
  event: {
    ...reported(sql`event_report`, scope),
    key: sql`x.event_id`,
    titled: { from: sql`${eventHeads(scope)} x` },
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

/**
 * Queries of the entities that may be found, with a day in the scope; else undefined. What an entity
 * was by a day is merged when it is asked for: each once, and in the order in which a step reads
 * them, so that of a word that thousands have no more are merged than are ranked.
 */
export function mergedEntities(sought: Sought, scope: Scope): Merged | undefined {
  if (scope.publishedBefore === undefined) return undefined;
  const merged = (condition: Sql) => sql`
    SELECT entity_id, names, search, names_folded, search_folded
    FROM ${entityStates(scope)} x WHERE ${condition} ORDER BY x.entity_id`;
  const isCalled = calledEntity(sought, scope, sql`x`);
  return {
    called: merged(isCalled),
    others: merged(sql`${foundEntity(sought, scope, sql`x`)} AND NOT (${isCalled})`),
  };
}
