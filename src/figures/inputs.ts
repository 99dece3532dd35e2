import type { Database } from '../database/database.js';
import { all, type Conditions, readPlanned, type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { eventRef } from '../events/queries.js';
import { eventHeads } from '../events/states.js';
import { invalidParameters } from '../http/problem.js';
import { inRelease, inScope, type Scope } from '../releases/scope.js';

// What is derived from figures (a range, a check) starts from these: the figures with the bounds
// that may be used and the reason why one may not be.

interface Ref {
  id: string;
}

/** A number that may be anything between two bounds; null is no bound. */
export interface Interval {
  lower: number | null;
  upper: number | null;
  lowerInclusive: boolean | null;
  upperInclusive: boolean | null;
}

/** Why a figure is not used; `by` is the statement that did away with it. */
export interface Exclusion {
  reason: 'updated' | 'retracted' | 'negated' | 'not-actual' | 'no-number';
  by: string | null;
}

export interface FigureInput extends Interval {
  figure: string;
  article: string;
  measure: string;
  counting: 'cumulative' | 'incremental' | 'point_in_time' | 'unspecified';
  qualifier: string;
  value: number | null;
  text: string;
  population: Ref | null;
  event: Ref | null;
  place: Ref | null;
  asOf: { earliest: string | null; latest: string | null };
  /** The day it counts as told: the last day it may hold for, else the article's last. */
  day: string | null;
  /** Null where the article names none. */
  origin: Ref | null;
  chainLength: number;
  excluded: Exclusion | null;
}

/** More than this is no longer a comparison that a person can follow. */
const INPUTS_MAX = 5000;

/**
 * The figures that meet the conditions (on figure `f`, version `v`, statement `s`, measure `m`), in
 * the order in which they were added. With a tolerance t, "approximately x" lies between x(1-t) and
 * x(1+t); without, it has no bounds. Throws a Problem (400) if there are too many to compare.
 */
export async function readInputs(
  db: Database,
  scope: Scope,
  conditions: Conditions,
  tolerance: number | undefined,
): Promise<FigureInput[]> {
  const rows = await readPlanned<{ input: Unjudged }>(
    db,
    sql`SELECT (SELECT row_to_json(input) FROM (SELECT ${columns(scope, tolerance)}) input) AS input
      FROM figure f
      JOIN article_version v ON v.id = f.article_version_id
      JOIN statement s ON s.id = f.statement_id
      JOIN measure_state m ON m.measure_id = f.measure_id AND ${inRelease(sql`m`, scope)}
      WHERE ${all([inScope(sql`v`, scope), ...Object.values(conditions)])}
      ORDER BY f.id LIMIT ${INPUTS_MAX + 1}`,
  );
  if (rows.length > INPUTS_MAX) throw tooMany(`leaves more than ${INPUTS_MAX} figures`, conditions);
  return rows.map(({ input: { superseded, polarity, modality, ...input } }) => ({
    ...input,
    excluded: exclusionOf(input, { superseded, polarity, modality }),
  }));
}

/** What to answer if the conditions, by parameter, leave too much. */
export function tooMany(what: string, conditions: Conditions) {
  const parameters = Object.keys(conditions);
  const parameter = parameters.find((name) => conditions[name]) ?? 'population';
  const others = ANY_OF.format(parameters.filter((name) => !conditions[name]));
  return invalidParameters([{ parameter, message: `${what}; narrow it by ${others}` }]);
}

const ANY_OF = new Intl.ListFormat('en', { type: 'disjunction' });

/** What decides whether a figure may be used. */
interface Grounds {
  superseded: Exclusion | null;
  polarity: string;
  modality: string | null;
}
type Unjudged = Omit<FigureInput, 'excluded'> & Grounds;

function exclusionOf(
  { value, lower, upper }: Pick<FigureInput, 'value' | 'lower' | 'upper'>,
  { superseded, polarity, modality }: Grounds,
): Exclusion | null {
  if (superseded) return superseded;
  if (polarity === 'negative') return { reason: 'negated', by: null };
  if (modality !== null && modality !== 'actual') return { reason: 'not-actual', by: null };
  if (value === null && lower === null && upper === null) return { reason: 'no-number', by: null };
  return null;
}

function columns(scope: Scope, tolerance: number | undefined): Sql {
  const widened = (bound: Sql, sign: Sql) =>
    tolerance === undefined
      ? bound
      : sql`CASE WHEN f.qualifier = 'approximately'
          THEN f.value ${sign} abs(f.value) * ${tolerance}::numeric ELSE ${bound} END`;
  const inclusive = (bound: Sql) =>
    tolerance === undefined ? bound : sql`(f.qualifier = 'approximately' OR ${bound})`;
  return sql`v.slug || '.' || f.local_id AS figure, v.slug AS article, m.slug AS measure,
    f.counting, f.qualifier, f.value, f.quantity_text AS text,
    ${widened(sql`f.lower`, sql`-`)} AS lower, ${widened(sql`f.upper`, sql`+`)} AS upper,
    ${inclusive(sql`f.lower_inclusive`)} AS "lowerInclusive",
    ${inclusive(sql`f.upper_inclusive`)} AS "upperInclusive",
    ${entityRef(sql`f.population_id`, scope)} AS population,
    ${eventRef(sql`f.event_id`, scope)} AS event, ${entityRef(sql`f.place_id`, scope)} AS place,
    f.as_of_json AS "asOf", coalesce(f.latest, v.latest) AS day,
    (SELECT ${entityRef(sql`a.agent_id`, scope)} FROM attribution a
      WHERE a.statement_id = s.id AND a.position = 1) AS origin,
    s.chain_length AS "chainLength", s.polarity,
    (SELECT e.modality FROM ${eventHeads(scope)} e WHERE e.event_id = f.event_id) AS modality,
    (SELECT row_to_json(gone) FROM (
      SELECT CASE l.type WHEN 'updates' THEN 'updated' ELSE 'retracted' END AS reason,
        o.slug || '.' || t.local_id AS by
      FROM statement_link l
      JOIN statement t ON t.id = l.statement_id
      JOIN article_version o ON o.id = t.article_version_id AND ${inScope(sql`o`, scope)}
      WHERE l.target_article = v.article_id AND l.target_local_id = s.local_id
        AND l.type IN ('updates', 'retracts')
      ORDER BY l.type, t.id LIMIT 1) gone) AS superseded`;
}

// Made once: toLocaleString() makes one for each number.
const NUMBER = new Intl.NumberFormat('en');

/** "2,700", "more than 10,000", "270 to 330", "any number". */
export function inWords({ lower, upper, lowerInclusive, upperInclusive }: Interval): string {
  const number = (value: number) => NUMBER.format(value);
  if (lower !== null && lower === upper) return number(lower);
  if (lower !== null && upper !== null) return `${number(lower)} to ${number(upper)}`;
  if (lower !== null) return `${lowerInclusive ? 'at least' : 'more than'} ${number(lower)}`;
  if (upper !== null) return `${upperInclusive ? 'at most' : 'less than'} ${number(upper)}`;
  return 'any number';
}
