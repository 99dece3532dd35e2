import { all, join, type Sql, sql } from '../database/sql.js';
import type { Filters } from '../http/hints.js';
import { eachStands, matches, nearly, type Sought } from '../http/search.js';
import type { Scope } from '../releases/scope.js';
import { KINDS, RANKED, type SearchKind, type SearchQuery } from './schema.js';
import { EVERY_LINE, type Source, sourcesOf } from './sources.js';

const NAMES = sql`x.names_folded`;
const PROSE = sql`x.search_folded`;

/**
 * A query of what is found of one kind: first what has every word in its names, then what has names
 * that are like them, then the rest, each in the order of its keys, so that it is always the same.
 */
export function found(kind: SearchKind, source: Source, sought: Sought): Sql {
  const hits = sought.isRare ? atOnce(kind, source, sought) : byStep(kind, source, sought);
  return sql`SELECT ${kind}::text AS kind, key, names, folded, prose,
      ${rankOf(source, sought)} AS rank
    FROM (${hits} LIMIT ${RANKED}::int) hit`;
}

const columns = ({ key }: Source, step: Sql) => sql`
  ${key} AS key, x.names, x.search AS prose, ${NAMES} AS folded, ${step} AS step`;

/** Of a rare word all rows that have it. */
function atOnce(kind: SearchKind, source: Source, sought: Sought): Sql {
  const [named, similar] = [eachStands(sought, NAMES), nearly(sought, NAMES, NAMES)];
  const step = sql`CASE WHEN ${named} THEN 'names' WHEN ${similar} THEN 'similar' ELSE 'prose' END`;
  return sql`SELECT ${columns(source, step)}
    FROM ${source.from} WHERE ${all([source.within, matches(sought, sql`x`)])}
    ORDER BY CASE WHEN ${named} THEN ${kind === 'entity' ? sql`(NOT ${begun(sought)})::int` : sql`0`}
      WHEN ${similar} THEN 2 WHEN ${eachStands(sought, PROSE)} THEN 3 ELSE 4 END, ${source.key}`;
}

/** The same of words that may be everywhere: each step only if those before it find not enough. */
function byStep(kind: SearchKind, source: Source, sought: Sought): Sql {
  const [named, written] = [eachStands(sought, NAMES), eachStands(sought, PROSE)];
  const step = (name: 'names' | 'similar' | 'prose', condition: Sql, ...not: Sql[]) =>
    sql`(SELECT ${columns(source, sql`${name}::text`)}
      FROM ${source.from}
      WHERE ${all([source.within, condition, ...not.map((other) => sql`NOT (${other})`)])}
      ORDER BY ${source.key} LIMIT ${RANKED}::int)`;
  // Thousands of entities may have a word somewhere in a name, and only one be called by it.
  const names =
    kind === 'entity'
      ? [step('names', sql`${named} AND ${begun(sought)}`), step('names', named, begun(sought))]
      : [step('names', named)];
  const isNearby = sought.words.some(({ like }) => like.length > 0) || sought.names.length > 0;
  const similar = nearly(sought, NAMES, NAMES);
  const rest = isNearby
    ? [
        step('similar', similar, named),
        step('prose', written, named, similar),
        // Of one word there is nothing left.
        ...(sought.words.length > 1
          ? [step('prose', nearly(sought, NAMES, PROSE), written, similar)]
          : []),
      ]
    : [step('prose', written, named)];
  return join([...names, ...rest], ' UNION ALL ');
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
    const sources = sourcesOf(scope);
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
