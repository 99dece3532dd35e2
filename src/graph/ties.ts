import { type Sql, sql } from '../database/sql.js';
import { type Scope, tieInScope } from '../releases/scope.js';
import { EDGE_KINDS, type EdgeKind, TIES_READ } from './schema.js';

/** As what an entity has the ties that make edges of a kind. */
const PARTS = [
  ['subject', 'relation'],
  ['object', 'relation'],
  ['participant', 'event'],
  ['agent', 'attribution'],
] as const satisfies [part: string, kind: EdgeKind][];

/**
 * A query of the ties of the entity `node`: one proof of an edge each, seen from that end. Of each part
 * that it has in them the newest are read; one that is `beyond` those is none, and only says that there
 * are more.
 */
export function ties(node: Sql, kinds: readonly EdgeKind[] = EDGE_KINDS, scope: Scope): Sql {
  const read = PARTS.filter(([, kind]) => kinds.includes(kind));
  const columns = sql`t.other_id AS other, t.outward, t.type, t.role, t.other_role, t.modality, t.proof`;
  const newest = sql`SELECT ${columns} FROM tie t
    WHERE t.entity_id = ${node} AND t.part = p.part AND ${tieInScope(sql`t`, scope)}
    ORDER BY t.id DESC`;
  return sql`
    SELECT p.kind, t.*
    FROM unnest(${read.map(([part]) => part)}::"TiePart"[], ${read.map(([, kind]) => kind)}::text[])
      AS p(part, kind)
    CROSS JOIN LATERAL (
      SELECT t.*, FALSE AS beyond FROM (${newest} LIMIT ${TIES_READ}::int) t
      UNION ALL SELECT t.*, TRUE FROM (${newest} OFFSET ${TIES_READ}::int LIMIT 1) t) t`;
}

/** One step of a search in breadth. */
interface Step {
  /** Arrays of entities: where the step goes out from, where the search has been. */
  from: Sql;
  seen: Sql;
  /** Entities to keep before all others. */
  wanted: Sql;
  /** How many to keep. */
  room: Sql;
}

/**
 * A query of one row: the entities that are one step further, heaviest first; the steps that lead
 * there (`near`, `far` and how many `proofs`, three arrays alike in order); and whether anything
 * was `cut`.
 */
export const nextStep = (
  { from, seen, wanted, room }: Step,
  kinds: readonly EdgeKind[] | undefined,
  scope: Scope,
) => sql`
  WITH near_tie AS MATERIALIZED (
    SELECT n.id AS near, t.other AS far, t.kind, t.proof, t.beyond
    FROM unnest(${from}) AS n(id) CROSS JOIN LATERAL (${ties(sql`n.id`, kinds, scope)}) t
  ), far_tie AS (
    -- What lies beyond the newest of the one may be among those of the other. Of many it would take long.
    SELECT t.other AS near, n.id AS far, t.kind, t.proof, t.beyond
    FROM unnest(${wanted}) AS n(id) CROSS JOIN LATERAL (${ties(sql`n.id`, kinds, scope)}) t
    WHERE cardinality(${wanted}) = 1 AND NOT t.beyond AND t.other = ANY(${from})
  ), pair AS (
    SELECT near, far, count(DISTINCT (kind, proof)) FILTER (WHERE NOT beyond)::int AS proofs,
      bool_or(beyond) AS more
    FROM (SELECT * FROM near_tie UNION ALL SELECT * FROM far_tie) tie
    GROUP BY near, far
  ), further AS (
    SELECT p.far, row_number() OVER (ORDER BY p.far = ANY(${wanted}) DESC, sum(p.proofs) DESC,
      -- Not joined: PostgreSQL may then read all entities, of however many there are.
      (SELECT slug FROM entity e WHERE e.id = p.far) COLLATE "C") AS place
    FROM pair p
    WHERE p.proofs > 0 AND NOT EXISTS (SELECT FROM unnest(${seen}) AS s(id) WHERE s.id = p.far)
    GROUP BY p.far
  ), kept AS (
    SELECT far, place FROM further WHERE place <= ${room}
  )
  SELECT ARRAY(SELECT far FROM kept ORDER BY place) AS nodes, array_agg(p.near) AS near,
    array_agg(p.far) AS far, array_agg(p.proofs) AS proofs,
    EXISTS (SELECT FROM further WHERE place > ${room})
      OR EXISTS (SELECT FROM pair WHERE more) AS cut
  FROM kept JOIN pair p ON p.far = kept.far AND p.proofs > 0`;
