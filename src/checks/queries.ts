import type { Database } from '../database/database.js';
import { isOneOf, read, sql } from '../database/sql.js';
import { type FigureInput, readInputs, tooMany } from '../figures/inputs.js';
import { resolveIds } from '../http/references.js';
import { inRelease, type Scope, scopeOf } from '../releases/scope.js';
import { type Check, checksOf, type MeasureRules } from './rules.js';
import { CHECKS_MAX, type CheckQuery } from './schema.js';

/** Which figures fit together, as JSON text. */
export async function checkFigures(db: Database, query: CheckQuery): Promise<string> {
  const ids = await resolveIds(db, query, {
    measure: 'measure',
    population: 'entity',
    event: 'event',
    place: 'entity',
    article: 'article',
  });
  const scope = await scopeOf(db, query);
  const conditions = {
    population: ids.population && isOneOf(sql`f.population_id`, ids.population),
    measure: ids.measure && isOneOf(sql`f.measure_id`, ids.measure),
    event: ids.event && isOneOf(sql`f.event_id`, ids.event),
    place: ids.place && isOneOf(sql`f.place_id`, ids.place),
    article: ids.article && isOneOf(sql`v.article_id`, ids.article),
  };
  const [figures, measures] = await Promise.all([
    readInputs(db, scope, conditions, query.tolerance),
    readMeasureRules(db, scope),
  ]);
  const checks: Check[] = [];
  let made = 0;
  for (const check of checksOf(figures, measures, query.rule)) {
    made += 1;
    if (made > CHECKS_MAX) throw tooMany(`makes more than ${CHECKS_MAX} checks`, conditions);
    if (query.verdict?.includes(check.verdict) ?? true) checks.push(check);
  }
  return JSON.stringify({ tolerance: query.tolerance ?? null, checks: checks.map(serve) });
}

const readMeasureRules = (db: Database, scope: Scope) =>
  read<MeasureRules>(
    db,
    sql`SELECT m.slug AS id, m.sum_of AS "sumOf", m.at_most AS "atMost" FROM measure_state m
      WHERE ${inRelease(sql`m`, scope)} ORDER BY m.slug COLLATE "C"`,
  );

function serve({ left, right, ...check }: Check) {
  const figures = [...left, ...right];
  const [first] = figures;
  const shared = <Key extends 'event' | 'place'>(key: Key) =>
    figures.every((figure) => figure[key]?.id === first?.[key]?.id) ? (first?.[key] ?? null) : null;
  const input = (part: 'left' | 'right') => (figure: FigureInput) => ({
    figure: figure.figure,
    measure: figure.measure,
    part,
    text: figure.text,
    lower: figure.lower,
    upper: figure.upper,
    origin: figure.origin,
  });
  return {
    rule: check.rule,
    verdict: check.verdict,
    population: first?.population ?? null,
    event: shared('event'),
    place: shared('place'),
    working: check.working,
    explanation: check.explanation,
    inputs: [...left.map(input('left')), ...right.map(input('right'))],
  };
}
