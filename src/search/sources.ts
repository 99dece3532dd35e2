import { all, join, type Sql, sql } from '../database/sql.js';
import { entityStates } from '../entities/states.js';
import { eventStates } from '../events/states.js';
import { allStand, literal, matches, nearly } from '../http/search.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';
import { RANKED, type SearchKind } from './schema.js';

/** Where one kind is searched. */
interface Source {
  /** Tables, joined; without WHERE. */
  from: Sql;
  within: Sql | undefined;
  key: Sql;
  names: Sql;
  prose: Sql;
  /** Which of the names are its own and not those of others, if any are. */
  own?: { whole: Sql; word: Sql };
  /** What follows `FROM hit`, to find the thing by its key. */
  thing: Sql;
  id: Sql;
  title: Sql;
}

// Regular expressions of what comes before a whole name, and before a word of it.
const FIRST_LINE = { whole: sql`'^ *'`, word: sql`'^([^\\n]* )?'` };
const EVERY_LINE = { whole: sql`'(^|\\n) *'`, word: sql`'(^|\\n| )'` };
const LOCAL_ID = sql`v.slug || '.' || x.local_id`;

export const sourcesOf = (q: string, scope: Scope): Record<SearchKind, Source> => ({
  entity: {
    from: sql`${entityStates(scope)} x`,
    within: mergedOnlyIf(q, scope),
    key: sql`x.entity_id`,
    names: sql`x.names`,
    prose: sql`x.search`,
    own: EVERY_LINE,
    thing: sql`JOIN ${entityStates(scope)} x ON x.entity_id = hit.key`,
    id: sql`x.slug`,
    title: sql`x.name`,
  },
  event: {
    from: reported(sql`event_report`),
    within: inScope(sql`v`, scope),
    key: sql`x.event_id`,
    names: sql`x.names`,
    prose: sql`x.search`,
    own: FIRST_LINE,
    thing: sql`JOIN ${eventStates(scope)} x ON x.event_id = hit.key`,
    id: sql`x.slug`,
    title: sql`x.title`,
  },
  statement: {
    from: reported(sql`statement`),
    within: inScope(sql`v`, scope),
    key: sql`x.id`,
    names: sql`x.names`,
    prose: sql`x.search`,
    thing: sql`JOIN statement x ON x.id = hit.key
      JOIN article_version v ON v.id = x.article_version_id`,
    id: LOCAL_ID,
    title: sql`x.summary`,
  },
  figure: {
    from: reported(sql`figure`),
    within: inScope(sql`v`, scope),
    key: sql`x.id`,
    names: sql`x.names`,
    prose: sql`x.search`,
    thing: sql`JOIN figure x ON x.id = hit.key
      JOIN article_version v ON v.id = x.article_version_id
      JOIN measure_state m ON m.measure_id = x.measure_id AND ${inRelease(sql`m`, scope)}`,
    id: LOCAL_ID,
    title: sql`m.slug || ': ' || x.quantity_text`,
  },
  article: {
    from: sql`article_version v`,
    within: inScope(sql`v`, scope),
    key: sql`v.article_id`,
    names: sql`v.names`,
    prose: sql`v.search`,
    own: FIRST_LINE,
    thing: sql`JOIN article_version v ON v.article_id = hit.key AND ${inScope(sql`v`, scope)}`,
    id: sql`v.slug`,
    title: sql`v.label`,
  },
});

const reported = (table: Sql) =>
  sql`${table} x JOIN article_version v ON v.id = x.article_version_id`;

/** States within a day are merged one by one, so only of entities that the release finds. */
function mergedOnlyIf(q: string, scope: Scope): Sql | undefined {
  if (scope.publishedBefore === undefined) return undefined;
  return sql`x.entity_id IN (SELECT s.entity_id FROM entity_state s
    WHERE ${inRelease(sql`s`, scope)} AND ${matches(q, sql`s.names`, sql`s.search`)})`;
}

/**
 * A query of what is found of one kind, step by step: each is only taken if those before it have
 * not found enough. What a step finds is ordered by key, so that it is the same every time.
 */
export function found(kind: SearchKind, source: Source, words: readonly string[]): Sql {
  const names = sql`fold(${source.names})`;
  const prose = sql`fold(${source.prose})`;
  const named = allStand(words, names);
  const written = allStand(words, prose);
  const begun = sql`${names} ~ (${EVERY_LINE.word} || ${phrase(words)})`;
  const step = (rank: 'names' | 'similar' | 'prose', condition: Sql) =>
    sql`(SELECT ${source.key} AS key, ${source.names} AS names, ${source.prose} AS prose,
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
export const titled = (kind: SearchKind, { thing, id, title }: Source): Sql =>
  sql`SELECT hit.kind, ${id} AS id, ${title} AS title, hit.rank, hit.names, hit.prose
    FROM hits hit ${thing} WHERE hit.kind = ${kind}`;
