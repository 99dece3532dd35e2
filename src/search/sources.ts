import { all, join, type Sql, sql } from '../database/sql.js';
import { entityStates } from '../entities/states.js';
import { eventStates } from '../events/states.js';
import type { Filters } from '../http/hints.js';
import { allStand, literal, matches, nearly, wordsOf } from '../http/search.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';
import { KINDS, RANKED, type SearchKind, type SearchQuery } from './schema.js';

/** Rows `x` of one kind, in tables, joined; without WHERE. */
interface Rows {
  from: Sql;
  within?: Sql;
}

/** Where one kind is searched: rows with `names` and `search`. */
interface Source extends Rows {
  key: Sql;
  id: Sql;
  title: Sql;
  /** Where id and title stand, if not in what is searched. */
  titled?: Rows;
  /** Which of the names are its own and not those of others, if any are. */
  own?: { whole: Sql; word: Sql };
}

const NAMES = sql`x.names`;
const PROSE = sql`x.search`;

// Regular expressions of what comes before a whole name, and before a word of it.
const FIRST_LINE = { whole: sql`'^ *'`, word: sql`'^([^\\n]* )?'` };
const EVERY_LINE = { whole: sql`'(^|\\n) *'`, word: sql`'(^|\\n| )'` };

export const sourcesOf = (
  scope: Scope,
  entities = entityStates(scope),
): Record<SearchKind, Source> => ({
  entity: {
    from: sql`${entities} x`,
    key: sql`x.entity_id`,
    id: sql`x.slug`,
    title: sql`x.name`,
    own: EVERY_LINE,
  },
  event: {
    ...reported(sql`event_report`, scope),
    key: sql`x.event_id`,
    titled: { from: sql`${eventStates(scope)} x` },
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
 * A query of the entities that `q` finds, with a day in the scope; else undefined. What an entity is
 * called by a day is merged when it is asked for, so not anew in each step, and only where the
 * release finds it or knows more of it than could be known by then.
 */
export function mergedEntities(q: string, scope: Scope): Sql | undefined {
  if (scope.publishedBefore === undefined) return undefined;
  const asked = (table: Sql) => matches(q, sql`${table}.names`, sql`${table}.search`);
  return sql`SELECT * FROM ${entityStates(scope)} x WHERE ${asked(sql`x`)} AND x.entity_id IN (
    SELECT s.entity_id FROM entity_state s WHERE ${inRelease(sql`s`, scope)} AND ${asked(sql`s`)}
    UNION ALL
    SELECT r.entity_id FROM entity_report r JOIN article_version v ON v.id = r.article_version_id
    WHERE ${inRelease(sql`v`, scope)} AND (${inScope(sql`v`, scope)}) IS NOT TRUE)`;
}

/**
 * A query of what is found of one kind, step by step: each is only taken if those before it have
 * not found enough. What a step finds is ordered by key, so that it is the same every time.
 */
export function found(kind: SearchKind, source: Source, words: readonly string[]): Sql {
  const names = sql`fold(${NAMES})`;
  const prose = sql`fold(${PROSE})`;
  const named = allStand(words, names);
  const written = allStand(words, prose);
  const begun = sql`${names} ~ (${EVERY_LINE.word} || ${phrase(words)})`;
  const step = (rank: 'names' | 'similar' | 'prose', condition: Sql) =>
    sql`(SELECT ${source.key} AS key, ${NAMES} AS names, ${PROSE} AS prose,
        ${rank}::text AS step
      FROM ${source.from} WHERE ${all([source.within, condition])}
      ORDER BY ${source.key} LIMIT ${RANKED}::int)`;
  const unlike = sql`${source.key} NOT IN (SELECT key FROM alike)`;
  const steps = [
    // Thousands of entities may have a word somewhere in a name, and only one be called by it.
    ...(kind === 'entity'
      ? [step('names', sql`${named} AND ${begun}`), step('names', sql`${named} AND NOT ${begun}`)]
      : [step('names', named)]),
    sql`(SELECT * FROM alike)`,
    step('prose', sql`${written} AND NOT (${named}) AND ${unlike}`),
    ...(words.length > 1
      ? [step('prose', sql`${nearly(words, names, prose)} AND NOT (${written}) AND ${unlike}`)]
      : []),
  ];
  return sql`WITH alike AS MATERIALIZED ${step('similar', sql`${nearly(words, names, names)} AND NOT (${named})`)}
    SELECT ${kind}::text AS kind, key, names, prose, ${rankOf(source, words)} AS rank
    FROM (${join(steps, ' UNION ALL ')} LIMIT ${RANKED}::int) hit`;
}

function rankOf({ own }: Source, words: readonly string[]): Sql {
  if (own === undefined) return sql`step`;
  return sql`CASE WHEN step <> 'names' THEN step
    WHEN fold(names) ~ (${own.whole} || ${phrase(words)} || ' *(\\n|$)') THEN 'exact'
    WHEN fold(names) ~ (${own.word} || ${phrase(words)}) THEN 'prefix' ELSE step END`;
}

/** A regular expression of the words in this order, whatever marks were between them. */
const phrase = (words: readonly string[]) => join(words.map(literal), ` || ' +' || `);

/** A query of the ids and titles of what was found of one kind. */
export function titled(kind: SearchKind, { titled, key, id, title, ...searched }: Source): Sql {
  const { from, within } = titled ?? searched;
  return sql`SELECT hit.kind, ${id} AS id, ${title} AS title, hit.rank, hit.names, hit.prose
    FROM hits hit, ${from}
    WHERE ${all([sql`hit.kind = ${kind} AND ${key} = hit.key`, within])}`;
}

/** What narrows a search, which without words is none. */
export const filtersOf = ({ q, kind }: SearchQuery, scope: Scope): Filters => ({
  names: kind ? ['q', 'kind'] : ['q'],
  needed: 'q',
  left(kept) {
    const isAsked = kept.includes('q');
    const merged = isAsked ? mergedEntities(q, scope) : undefined;
    const sources = sourcesOf(scope, merged && sql`(${merged})`);
    const rows = (kept.includes('kind') && kind ? kind : KINDS).map((name) => {
      const { from, within } = sources[name];
      // As the search itself does it: PostgreSQL would look for any one row without an index.
      return isAsked
        ? sql`SELECT FROM (${found(name, sources[name], wordsOf(q))}) hit`
        : sql`SELECT FROM ${from} WHERE ${all([within])}`;
    });
    return join(rows, ' UNION ALL ');
  },
});
