import { all, join, type Sql, sql } from '../database/sql.js';
import type { Filters } from '../http/hints.js';
import {
  eachStands,
  hasLike,
  isNear,
  isNearly,
  isRare,
  outline,
  type Sought,
} from '../http/search.js';
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
  const hits = isRare(sought, RANKED) ? atOnce(kind, source, sought) : byStep(kind, source, sought);
  return sql`SELECT ${kind}::text AS kind, key, id, title, names, folded, prose,
      ${rankOf(source, sought)} AS rank
    FROM (${hits} LIMIT ${RANKED}::int) hit`;
}

const columns = ({ key, id, title, titled }: Source) => sql`
  ${key} AS key, ${titled ? NOTHING : sql`${id} AS id, ${title} AS title`},
  x.names, x.search AS prose, ${NAMES} AS folded`;
const NOTHING = sql`NULL::text AS id, NULL::text AS title`;

interface Step {
  name: 'names' | 'similar' | 'prose';
  condition: Sql;
  /** What all have that are found by this step and by none before it, as an index has it. */
  implied?: Sql;
}

/** By what something may be found, best first. */
function stepsOf(kind: SearchKind, sought: Sought): Step[] {
  const named = eachStands(sought, NAMES);
  const words = { ...sought, names: [] };
  const steps: (Step | false)[] = [
    // Thousands of entities may have a word somewhere in a name, and only one be called by it.
    kind === 'entity' && { name: 'names', condition: sql`${named} AND ${begun(sought)}` },
    { name: 'names', condition: named },
    isNear(sought) && {
      name: 'similar',
      condition: isNearly(sought, NAMES, NAMES),
      implied: hasLike(sought, NAMES),
    },
    { name: 'prose', condition: eachStands(sought, PROSE) },
    // Of one word there is nothing left.
    isNear(words) &&
      sought.words.length > 1 && {
        name: 'prose',
        condition: isNearly(words, NAMES, PROSE),
        implied: hasLike(words, NAMES),
      },
  ];
  return steps.filter((step) => step !== false);
}

/** Of rare words all rows that have one. */
function atOnce(kind: SearchKind, source: Source, sought: Sought): Sql {
  const steps = stepsOf(kind, sought);
  const found = steps.map(({ condition }, nth) => sql`WHEN ${condition} THEN ${nth}::int`);
  return sql`SELECT ${columns(source)}, (${steps.map(({ name }) => name)}::text[])[nth + 1] AS step
    FROM ${source.from} CROSS JOIN LATERAL (SELECT CASE ${join(found, ' ')} END AS nth OFFSET 0) first
    WHERE ${all([source.within, outline(sought, NAMES, PROSE)])} AND nth IS NOT NULL
    ORDER BY nth, ${source.key}`;
}

/** The same of words that may be everywhere: each step only if those before it find not enough. */
function byStep(kind: SearchKind, source: Source, sought: Sought): Sql {
  const steps = stepsOf(kind, sought);
  const found = steps.map(({ name, condition, implied }, nth) => {
    const before = steps.slice(0, nth).map((other) => sql`NOT (${other.condition})`);
    // Most of what is implied is found: PostgreSQL would expect few, and read all to put them in order.
    const asked = implied
      ? sql`${implied} AND CASE WHEN ${condition} THEN TRUE ELSE FALSE END`
      : condition;
    return sql`(SELECT ${columns(source)}, ${name}::text AS step
      FROM ${source.from} WHERE ${all([source.within, asked, ...before])}
      ORDER BY ${source.key} LIMIT ${RANKED}::int)`;
  });
  return join(found, ' UNION ALL ');
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

/** A query of what was found of one kind, with ids and titles. */
export function titled(kind: SearchKind, { titled, key, id, title }: Source): Sql {
  return titled
    ? sql`SELECT ${id} AS id, ${title} AS title, ${FOUND}
        FROM hits hit JOIN ${titled} ON ${key} = hit.key WHERE hit.kind = ${kind}`
    : sql`SELECT hit.id, hit.title, ${FOUND} FROM hits hit WHERE hit.kind = ${kind}`;
}
const FOUND = sql`hit.kind, hit.rank, hit.names, hit.folded, hit.prose`;

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
