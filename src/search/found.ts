import { all, join, raw, type Sql, sql } from '../database/sql.js';
import type { Filters } from '../http/hints.js';
import { lastKey, type Scope } from '../releases/scope.js';
import {
  canBeNamed,
  canBeNear,
  eachStands,
  escaped,
  hasAlternatives,
  isNearly,
  type Sought,
  scoreOf,
} from './conditions.js';
import {
  eachIndexed,
  eachNamed,
  type Indexed,
  nearlyInProse,
  nearlyNamed,
  outline,
} from './indexed.js';
import { KINDS, RANKED, type RANKS, type SearchKind, type SearchQuery } from './schema.js';
import { type Source, sourcesOf } from './sources.js';

const NAMES = sql`x.names_folded`;
const PROSE = sql`x.search_folded`;

/**
 * A query of what is found of one kind: first what has every word in its names, then what has names
 * that are like them, then the rest, each in the order of its keys, so that it is always the same.
 */
export function found(kind: SearchKind, sought: Sought, scope: Scope): Sql {
  const source = sourcesOf(scope)[kind];
  const steps = stepsOf(kind, source, sought);
  const hits =
    sought.outlined < SOME ? atOnce(source, steps, sought) : byStep(kind, source, steps, scope);
  return sql`${hits} LIMIT ${RANKED}::int`;
}

/** Of so many rows it is less to look at all at once than to ask an index for each step. */
const SOME = RANKED / 2;
/** Of so many it is less to look at all that a step finds than for the first of them. */
const FEW = 2 * RANKED;

interface Step {
  rank: Sql;
  score?: number | undefined;
  condition: Sql;
  /** The same by an index, but for what was found before. */
  indexed: Indexed;
}

/** By what something may be found, best first. */
function stepsOf(kind: SearchKind, { own }: Source, sought: Sought): Step[] {
  const named = eachStands(sought.words, NAMES);
  const namedIndexed = eachNamed(sought, NAMES);
  const words = { ...sought, names: [] };
  const steps: (Step | false)[] = [
    // Thousands of entities may have a word somewhere in a name, and only one be called by it.
    canBeNamed(sought) &&
      kind === 'entity' && {
        rank: rankOf(NAMES, sought),
        condition: sql`${named} AND ${begun(NAMES, sought)}`,
        indexed: { ...namedIndexed, seen: all([namedIndexed.seen, begun(NAMES, sought)]) },
      },
    canBeNamed(sought) && {
      rank:
        kind === 'entity' || own === undefined
          ? NAMED
          : sql`CASE WHEN ${begun(own, sought)} THEN ${rankOf(own, sought)} ELSE ${NAMED} END`,
      condition: named,
      indexed: namedIndexed,
    },
    ...(canBeNear(sought) ? sought.levels : []).map((level) => ({
      rank: sql`'similar'`,
      score: level.score,
      condition: isNearly(level, NAMES, NAMES),
      indexed: nearlyNamed(level, sought, kind === 'entity', NAMES),
    })),
    {
      rank: PROSAIC,
      condition: eachStands(sought.words, PROSE),
      indexed: eachIndexed(sought, PROSE),
    },
    // Of one word there is nothing left.
    hasAlternatives(words) &&
      sought.words.length > 1 && {
        rank: PROSAIC,
        condition: isNearly(words, NAMES, PROSE),
        indexed: nearlyInProse(words, kind === 'entity', NAMES, PROSE),
      },
  ];
  return steps.filter((step) => step !== false);
}

const NAMED = sql`'names'`;
const PROSAIC = sql`'prose'`;

/** Of rare words all rows that have one. */
function atOnce(source: Source, steps: readonly Step[], sought: Sought): Sql {
  const found = steps.map(({ condition }, nth) => sql`WHEN ${condition} THEN ${nth}::int`);
  const ofStep = (what: (step: Step) => Sql) =>
    sql`CASE nth ${join(
      steps.map((step, nth) => sql`WHEN ${nth}::int THEN ${what(step)}`),
      ' ',
    )} END`;
  return sql`SELECT ${columns(
    source,
    ofStep(({ rank }) => rank),
    ofStep(({ score }) => known(score)),
  )}
    FROM ${rows(source, outline(sought, NAMES, PROSE))}
      CROSS JOIN LATERAL (SELECT CASE ${join(found, ' ')} END AS nth OFFSET 0) first
    WHERE ${source.within} AND nth IS NOT NULL ORDER BY nth, ${source.key}`;
}

/**
 * The same of words that may be everywhere: each step only if those before it find not enough, and of a
 * step that finds much one octave of keys after the other. PostgreSQL keeps to that order, since it does
 * not share out among workers what reads of a WITH.
 */
function byStep(kind: SearchKind, source: Source, steps: readonly Step[], scope: Scope): Sql {
  const names = steps.map((_, nth) => raw(`step_${nth}`));
  const union = (what: Sql, some: readonly Sql[]) =>
    join(
      some.map((name) => sql`SELECT ${what} FROM ${name}`),
      ' UNION ALL ',
    );
  const hits = steps.map(({ rank, score, indexed: { asked, seen, about } }, nth) => {
    // Those before have found all that they can, or there is enough.
    const isNew =
      nth > 0 ? sql`${source.row} NOT IN (${union(sql`row`, names.slice(0, nth))})` : undefined;
    const those = (condition: Sql) => sql`
      SELECT ${columns(source, rank, known(score))}
      FROM ${rows(source, condition)} WHERE ${all([source.within, isNew, seen])}
      ORDER BY ${source.key}`;
    // Of an old release only the first octaves are read, however much came later.
    const hit =
      about < FEW && !scope.isPast
        ? those(asked)
        : sql`SELECT hit.* FROM octaves CROSS JOIN LATERAL
            (${those(sql`${asked} AND octave(${source.key}) = octaves.nth`)}) hit`;
    return sql`${names[nth]} AS MATERIALIZED (${hit} LIMIT ${RANKED}::int)`;
  });
  return sql`WITH octaves AS MATERIALIZED (
      SELECT generate_series(0, octave(${lastKey(kind, scope)})) AS nth),
    ${join(hits)} SELECT * FROM (${union(sql`*`, names)}) step`;
}

/** What is known of a hit: as what it is found, and in which order it will be shown among its equals. */
const columns = ({ key, row, length = sql`NULL::int` }: Source, rank: Sql, score: Sql) =>
  sql`${key} AS key, ${row} AS row, ${rank} AS rank, ${score} AS score, ${length} AS length`;
const known = (score: number | undefined) => sql`${score ?? null}::float`;

/**
 * Rows of which an index has the words. By OFFSET 0 it is asked for nothing else: PostgreSQL would also
 * read all that other indexes have on what a row is besides.
 */
const rows = ({ table }: Source, condition: Sql) =>
  sql`(SELECT * FROM ${table} x WHERE ${condition} OFFSET 0) x`;

/** The condition that a word of its own names begins with what is asked for, and if so the rank. */
const begun = (own: Sql, sought: Sought) =>
  all([
    sql`' ' || translate(${own}, E'\n', ' ') LIKE ${`% ${first(sought)}%`}::text`,
    sought.asked.length > 1 ? sql`${own} ~ ('(^|\\n| )' || ${phrase(sought)})` : undefined,
  ]);
// That no line begins with it, nor with a mark, is soonest seen without a regular expression.
const rankOf = (own: Sql, sought: Sought) =>
  sql`CASE WHEN E'\n' || ${own} LIKE ANY(${[`%\n${first(sought)}%`, '%\n %']}::text[])
    AND ${own} ~ ('(^|\\n) *' || ${phrase(sought)} || ' *(\\n|$)') THEN 'exact' ELSE 'prefix' END`;

/** The first word, with which the others begin, in a pattern. */
const first = ({ asked }: Sought) => escaped(asked[0]?.folded ?? '');

/** A regular expression of the words in this order, whatever marks were between them. */
const phrase = ({ asked }: Sought) =>
  sql`${asked.map(({ folded }) => folded.replace(/[$^\\.*+?()[\]{}|]/g, '\\$&')).join(' +')}::text`;

/** Rows of what was found, as PostgreSQL writes an array, and the rank of them. */
export interface Hits {
  kind: SearchKind;
  rank: keyof typeof RANKS;
  /** Of what is similar: how much, where that is known. */
  score: number | null;
  rows: string;
}

/** A query of such rows of one kind, with ids, titles, scores and the texts that they were found in. */
export function shown(kind: SearchKind, hits: readonly Hits[], whole: string, scope: Scope): Sql {
  const source = sourcesOf(scope)[kind];
  const things = sql`SELECT ${kind}::text AS kind, part.rank, ${source.id} AS id, ${source.title} AS title,
      (CASE part.rank WHEN 'exact' THEN 1 WHEN 'prefix' THEN 0.8 WHEN 'names' THEN 0.6
        WHEN 'similar' THEN coalesce(part.score, ${scoreOf(sql`${whole}::text`, NAMES)})
        ELSE 0.1 END)::float AS score,
      x.names, x.search AS prose
    FROM unnest(${hits.map(({ rows }) => rows)}::text[], ${hits.map(({ rank }) => rank)}::text[],
        ${hits.map(({ score }) => score)}::float[]) part (rows, rank, score)
      CROSS JOIN unnest(part.rows::int[]) hit (row)
      JOIN ${source.table} x ON ${source.row} = hit.row ${source.joined}
    WHERE ${source.within}`;
  return kind === 'event'
    ? // It may be found in several articles.
      sql`(SELECT DISTINCT ON (id) * FROM (${things}) event ORDER BY id, score DESC, names, prose)`
    : things;
}

/** What narrows a search, which without words is none. */
export const filtersOf = (
  { kind }: SearchQuery,
  sought: Record<SearchKind, Sought>,
  scope: Scope,
): Filters => ({
  names: kind ? ['q', 'kind'] : ['q'],
  needed: 'q',
  left(kept) {
    const isAsked = kept.includes('q');
    const each = (kept.includes('kind') && kind ? kind : KINDS).map((name) => {
      const { table, within } = sourcesOf(scope)[name];
      // As the search itself does it: PostgreSQL would look for any one row without an index.
      return isAsked
        ? sql`SELECT FROM (${found(name, sought[name], scope)}) hit`
        : sql`SELECT FROM ${table} x WHERE ${within}`;
    });
    return join(each, ' UNION ALL ');
  },
});
