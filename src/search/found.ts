import { all, empty, join, type Sql, sql } from '../database/sql.js';
import type { Filters } from '../http/hints.js';
import { allStand, literal, nearly, nearlyEach, type Sought } from '../http/search.js';
import type { Scope } from '../releases/scope.js';
import { KINDS, RANKED, type SearchKind, type SearchQuery } from './schema.js';
import { EVERY_LINE, mergedEntities, type Source, sourcesOf } from './sources.js';

/**
 * A query of what is found of one kind, step by step: each is only taken if those before it have
 * not found enough. What a step finds is ordered by key, so that it is the same every time.
 */
export function found(kind: SearchKind, source: Source, sought: Sought): Sql {
  const words = sought.words.map(({ word }) => word);
  const names = sql`x.names_folded`;
  const prose = sql`x.search_folded`;
  const named = allStand(words, names);
  const written = allStand(words, prose);
  const begun = sql`${names} ~ (${EVERY_LINE.word} || ${phrase(words)})`;
  const step = (rank: 'names' | 'similar' | 'prose', condition: Sql) =>
    sql`(SELECT ${source.key} AS key, x.names, x.search AS prose, ${names} AS folded,
        ${rank}::text AS step
      FROM ${source.from} WHERE ${all([source.within, condition])}
      ORDER BY ${source.key} LIMIT ${RANKED}::int)`;
  const mayBeSlips = sought.words.some(({ like }) => like.length > 0);
  // If no word may be meant for another, whatever is found has each of them as it is.
  const alike =
    mayBeSlips || sought.names.length > 0
      ? step('similar', sql`${nearly(sought, names, names)} AND NOT (${named})`)
      : undefined;
  const left = (condition: Sql, without: Sql) =>
    all([
      condition,
      sql`NOT (${without})`,
      alike && sql`${source.key} NOT IN (SELECT key FROM alike)`,
    ]);
  const steps = [
    // Thousands of entities may have a word somewhere in a name, and only one be called by it.
    ...(kind === 'entity'
      ? [step('names', sql`${named} AND ${begun}`), step('names', sql`${named} AND NOT ${begun}`)]
      : [step('names', named)]),
    ...(alike ? [sql`(SELECT * FROM alike)`] : []),
    step('prose', left(written, named)),
    ...(mayBeSlips && words.length > 1
      ? [step('prose', left(nearlyEach(sought.words, names, prose), written))]
      : []),
  ];
  return sql`${alike ? sql`WITH alike AS MATERIALIZED ${alike}` : empty}
    SELECT ${kind}::text AS kind, key, names, folded, prose, ${rankOf(source, words)} AS rank
    FROM (${join(steps, ' UNION ALL ')} LIMIT ${RANKED}::int) hit`;
}

function rankOf({ own }: Source, words: readonly string[]): Sql {
  if (own === undefined) return sql`step`;
  return sql`CASE WHEN step <> 'names' THEN step
    WHEN folded ~ (${own.whole} || ${phrase(words)} || ' *(\\n|$)') THEN 'exact'
    WHEN folded ~ (${own.word} || ${phrase(words)}) THEN 'prefix' ELSE step END`;
}

/** A regular expression of the words in this order, whatever marks were between them. */
const phrase = (words: readonly string[]) => join(words.map(literal), ` || ' +' || `);

/** A query of the ids and titles of what was found of one kind. */
export function titled(kind: SearchKind, { titled, key, id, title, ...searched }: Source): Sql {
  const { from, within } = titled ?? searched;
  return sql`SELECT hit.kind, ${id} AS id, ${title} AS title, hit.rank, hit.names, hit.folded, hit.prose
    FROM hits hit, ${from}
    WHERE ${all([sql`hit.kind = ${kind} AND ${key} = hit.key`, within])}`;
}

/** What narrows a search, which without words is none. */
export const filtersOf = ({ kind }: SearchQuery, sought: Sought, scope: Scope): Filters => ({
  names: kind ? ['q', 'kind'] : ['q'],
  needed: 'q',
  left(kept) {
    const isAsked = kept.includes('q');
    const merged = isAsked ? mergedEntities(sought, scope) : undefined;
    const sources = sourcesOf(scope, merged && sql`(${merged})`);
    const rows = (kept.includes('kind') && kind ? kind : KINDS).map((name) => {
      const { from, within } = sources[name];
      // As the search itself does it: PostgreSQL would look for any one row without an index.
      return isAsked
        ? sql`SELECT FROM (${found(name, sources[name], sought)}) hit`
        : sql`SELECT FROM ${from} WHERE ${all([within])}`;
    });
    return join(rows, ' UNION ALL ');
  },
});
