import { all, empty, join, type Sql, sql } from '../database/sql.js';
import type { Filters } from '../http/hints.js';
import { eachStands, matches, nearly, type Sought } from '../http/search.js';
import type { Scope } from '../releases/scope.js';
import { KINDS, RANKED, type SearchKind, type SearchQuery } from './schema.js';
import { EVERY_LINE, mergedEntities, type Source, sourcesOf } from './sources.js';

const NAMES = sql`x.names_folded`;
const PROSE = sql`x.search_folded`;

/**
 * A query of what is found of one kind: first what has every word in its names, then what has names
 * that are like them, then the rest, each in the order of its keys, so that it is always the same.
 */
export function found(kind: SearchKind, source: Source, sought: Sought): Sql {
  const rows = sought.isRare ? atOnce(kind, source, sought) : byStep(kind, source, sought);
  return sql`${rows.before}
    SELECT ${kind}::text AS kind, key, names, folded, prose, ${rankOf(source, sought)} AS rank
    FROM (${rows.hits} LIMIT ${RANKED}::int) hit`;
}

interface Hits {
  /** A WITH, if any is needed. */
  before: Sql;
  /** Rows with the texts of one thing, and the `step` in which it was found; without LIMIT. */
  hits: Sql;
}

const columns = ({ key }: Source, step: Sql) => sql`
  ${key} AS key, x.names, x.search AS prose, ${NAMES} AS folded, ${step} AS step`;

/** Of a rare word all rows that have it. */
function atOnce(kind: SearchKind, source: Source, sought: Sought): Hits {
  const [named, similar] = [eachStands(sought, NAMES), nearly(sought, NAMES, NAMES)];
  return {
    before: empty,
    hits: sql`SELECT ${columns(source, sql`CASE WHEN ${named} THEN 'names' WHEN ${similar} THEN 'similar' ELSE 'prose' END`)}
      FROM ${source.from} WHERE ${all([source.within, matches(sought, sql`x`)])}
      ORDER BY CASE WHEN ${named} THEN ${kind === 'entity' ? sql`(NOT ${begun(sought)})::int` : sql`0`}
        WHEN ${similar} THEN 2 WHEN ${eachStands(sought, PROSE)} THEN 3 ELSE 4 END, ${source.key}`,
  };
}

/** Of words that may be everywhere step by step: each only if those before it find not enough. */
function byStep(kind: SearchKind, source: Source, sought: Sought): Hits {
  const [named, written] = [eachStands(sought, NAMES), eachStands(sought, PROSE)];
  const step = (name: 'names' | 'similar' | 'prose', condition: Sql) =>
    sql`(SELECT ${columns(source, sql`${name}::text`)}
      FROM ${source.from} WHERE ${all([source.within, condition])}
      ORDER BY ${source.key} LIMIT ${RANKED}::int)`;
  const mayBeSlips = sought.words.some(({ like }) => like.length > 0);
  // If no word may be meant for another, whatever is found has each of them as it is.
  const alike =
    mayBeSlips || sought.names.length > 0
      ? step('similar', sql`${nearly(sought, NAMES, NAMES)} AND NOT (${named})`)
      : undefined;
  const left = (condition: Sql, without: Sql) =>
    all([
      condition,
      sql`NOT (${without})`,
      alike && sql`${source.key} NOT IN (SELECT key FROM alike)`,
    ]);
  const begins = begun(sought);
  const steps = [
    // Thousands of entities may have a word somewhere in a name, and only one be called by it.
    ...(kind === 'entity'
      ? [step('names', sql`${named} AND ${begins}`), step('names', sql`${named} AND NOT ${begins}`)]
      : [step('names', named)]),
    ...(alike ? [sql`(SELECT * FROM alike)`] : []),
    step('prose', left(written, named)),
    ...(mayBeSlips && sought.words.length > 1
      ? [step('prose', left(nearly(sought, NAMES, PROSE), written))]
      : []),
  ];
  return {
    before: alike ? sql`WITH alike AS MATERIALIZED ${alike}` : empty,
    hits: join(steps, ' UNION ALL '),
  };
}

const begun = (sought: Sought) => sql`${NAMES} ~ (${EVERY_LINE.word} || ${phrase(sought)})`;

function rankOf({ own }: Source, sought: Sought): Sql {
  if (own === undefined) return sql`step`;
  return sql`CASE WHEN step <> 'names' THEN step
    WHEN folded ~ (${own.whole} || ${phrase(sought)} || ' *(\\n|$)') THEN 'exact'
    WHEN folded ~ (${own.word} || ${phrase(sought)}) THEN 'prefix' ELSE step END`;
}

/** A regular expression of the words in this order, whatever marks were between them. */
const phrase = ({ asked }: Sought) =>
  sql`${asked.map(({ folded }) => folded.replace(/[$^\\.*+?()[\]{}|]/g, '\\$&')).join(' +')}::text`;

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
