import { empty, type Sql, sql } from '../database/sql.js';
import { entityStatesOf } from '../entities/states.js';
import { eventHeads } from '../events/states.js';
import { inRelease, inScope, rowInScope, type Scope } from '../releases/scope.js';
import type { Sampled } from './sample.js';
import type { SearchKind } from './schema.js';

/** Where one kind is searched: rows `x` of a table with `names` and `search`, each also folded. */
export interface Source {
  table: Sql;
  /** The condition that a row is in the scope. */
  within: Sql;
  /** What is found, in the order of being loaded; of an event there may be several rows. */
  key: Sql;
  /** Which row it is, among those in the scope. */
  row: Sql;
  /** What is joined to it for what follows. */
  joined: Sql;
  id: Sql;
  title: Sql;
  /** How long that is in characters, where the row itself shows it. */
  length?: Sql;
  /** Those of the names that are its own and not those of others, folded, if any are. */
  own?: Sql;
}

/** Which table tells how much there is of what is sought. */
export const TOLD_BY = {
  entity: 'entity_state',
  event: 'event_report',
  statement: 'statement',
  figure: 'figure',
  article: 'article_version',
} as const satisfies Record<SearchKind, Sampled>;

/** The first line of the names. */
const TITLE = sql`split_part(x.names_folded, E'\n', 1)`;

export const sourcesOf = (scope: Scope): Record<SearchKind, Source> => ({
  entity: {
    table: entityStatesOf(scope).table,
    within: entityStatesOf(scope).within(sql`x`),
    key: sql`x.entity_id`,
    row: sql`x.entity_id`,
    joined: empty,
    id: sql`x.slug`,
    title: sql`x.name`,
    length: sql`char_length(x.name)`,
    own: sql`x.names_folded`,
  },
  event: {
    ...reported(sql`event_report`, scope),
    key: sql`x.event_id`,
    joined: sql`JOIN ${eventHeads(scope)} head USING (event_id)`,
    id: sql`head.slug`,
    title: sql`head.title`,
    own: TITLE,
  },
  statement: {
    ...reported(sql`statement`, scope),
    title: sql`x.summary`,
    length: sql`char_length(x.summary)`,
  },
  figure: {
    ...reported(sql`figure`, scope),
    title: sql`(SELECT m.slug FROM measure_state m WHERE m.measure_id = x.measure_id
      AND ${inRelease(sql`m`, scope)}) || ': ' || x.quantity_text`,
  },
  article: {
    table: sql`article_version`,
    within: inScope(sql`x`, scope),
    key: sql`x.article_id`,
    row: sql`x.id`,
    joined: empty,
    id: sql`x.slug`,
    title: sql`x.label`,
    length: sql`char_length(x.label)`,
    own: TITLE,
  },
});

/** What articles say, which has its ids under theirs. */
const reported = (table: Sql, scope: Scope) => ({
  table,
  within: rowInScope(sql`x`, scope),
  key: sql`x.id`,
  row: sql`x.id`,
  joined: sql`JOIN article_version v ON v.id = x.article_version_id`,
  id: sql`v.slug || '.' || x.local_id`,
});
