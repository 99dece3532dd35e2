import type { Database } from '../database/database.js';
import { isOneOf, read, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { type FigureInput, readInputs } from '../figures/inputs.js';
import { groupBy } from '../group-by.js';
import { resolveIds } from '../http/references.js';
import { inPeriod } from '../http/shapes.js';
import { type Scope, scopeOf } from '../releases/scope.js';
import { reconcile } from './rules.js';
import { type ReconcileQuery, RULES, type Rule } from './schema.js';

/** What the figures of one measure and population come to, as JSON text. */
export async function reconcileFigures(db: Database, query: ReconcileQuery): Promise<string> {
  const { event, place, rule, tolerance } = query;
  const ids = await resolveIds(
    db,
    { measure: [query.measure], population: [query.population], event, place },
    { measure: 'measure', population: 'entity', event: 'event', place: 'entity' },
  );
  const scope = await scopeOf(db, query);
  const inputs = await readInputs(
    db,
    scope,
    {
      population: ids.population && isOneOf(sql`f.population_id`, ids.population),
      measure: ids.measure && isOneOf(sql`f.measure_id`, ids.measure),
      event: ids.event && isOneOf(sql`f.event_id`, ids.event),
      place: ids.place && isOneOf(sql`f.place_id`, ids.place),
      time: inPeriod(sql`f`, query),
    },
    tolerance,
  );
  return JSON.stringify({
    measure: query.measure,
    population: await readEntityRef(db, query.population, scope),
    rule,
    ruleText: RULES[rule],
    tolerance: tolerance ?? null,
    groups: [...groupBy(inputs, comparable).values()].map((group) => reconciled(group, rule)),
  });
}

/** What can be compared: the same event, place and way of counting. */
const comparable = ({ event, place, counting }: FigureInput) =>
  JSON.stringify([event?.id, place?.id, counting]);

function reconciled(group: FigureInput[], rule: Rule) {
  const [first] = group;
  const used = group.filter(({ excluded }) => excluded === null);
  return {
    event: first?.event ?? null,
    place: first?.place ?? null,
    counting: first?.counting,
    ...reconcile(used, rule),
    inputs: group.map(({ excluded, ...input }) => ({
      figure: input.figure,
      article: input.article,
      text: input.text,
      qualifier: input.qualifier,
      value: input.value,
      lower: input.lower,
      upper: input.upper,
      asOf: input.asOf,
      origin: input.origin,
      chainLength: input.chainLength,
      used: excluded === null,
      reason: excluded?.reason ?? null,
      by: excluded?.by ?? null,
    })),
  };
}

/** What a scope does not know yet is called as it was first. */
async function readEntityRef(db: Database, slug: string, scope: Scope) {
  const [row] = await read<{ ref: object }>(
    db,
    sql`SELECT coalesce(${entityRef(sql`e.id`, scope)}, (SELECT first.reference FROM entity_state first
        WHERE first.entity_id = e.id ORDER BY first.released_in LIMIT 1)) AS ref
      FROM entity e WHERE e.slug = ${slug}`,
  );
  return row?.ref;
}
