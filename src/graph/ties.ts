import { join, type Sql, sql } from '../database/sql.js';
import { lastKey, rowInScope, type Scope } from '../releases/scope.js';
import { EDGE_KINDS, type EdgeKind, TIES_READ } from './schema.js';

// A tie is one proof of an edge, seen from one of its ends: `kind`, the entity at the `other` end,
// whether it leads `outward` (null: it has no direction), what it says (`type`, or `role`,
// `other_role` and `modality`), and the `proof` (key of the relation, event or statement). One that is
// `beyond` those that are read is none, and only says that there are more.

/**
 * A query of the ties of the entity `node`, of each kind the newest. Each puts the rows of its own
 * table in order before it joins others, so it joins no more than it reads; what one of them joins
 * comes in the order in which it stands there, since to sort it takes as long as to read it.
 */
export const ties = (node: Sql, kinds: readonly EdgeKind[] = EDGE_KINDS, scope: Scope): Sql =>
  join(
    [...new Set(kinds)].flatMap((kind) =>
      TIES[kind](node, scope).map((rows) => newest(rows, COLUMNS[kind])),
    ),
    ' UNION ALL ',
  );

const newest = (rows: Sql, columns: Sql) => sql`(
  SELECT ${columns}, row_number() OVER () > ${TIES_READ}::int AS beyond
  FROM (${rows} LIMIT ${TIES_READ}::int + 1) newest)`;

const NO_ROLES = sql`NULL::"ParticipantRole" AS role, NULL::"ParticipantRole" AS other_role,
  NULL::"Modality" AS modality`;
/** What is the same for all is not carried through the numbering of rows. */
const COLUMNS: Record<EdgeKind, Sql> = {
  relation: sql`'relation' AS kind, other, outward, type, ${NO_ROLES}, proof`,
  event: sql`'event' AS kind, other, NULL::boolean AS outward, NULL AS type, role, other_role,
    modality, proof`,
  attribution: sql`'attribution' AS kind, other, outward, NULL AS type, ${NO_ROLES}, proof`,
};

const BESIDE = sql`CASE WHEN way.outward THEN mine.after_id ELSE mine.before_id END`;

const TIES: Record<EdgeKind, (node: Sql, scope: Scope) => Sql[]> = {
  relation: (node, scope) => [
    relations({ near: sql`subject_id`, far: sql`object_id`, outward: true }, node, scope),
    relations({ near: sql`object_id`, far: sql`subject_id`, outward: false }, node, scope),
  ],
  event: (node, scope) => [
    sql`
    SELECT other.entity_id AS other, mine.role, other.role AS other_role, mine.modality,
      mine.event_id AS proof
    FROM (SELECT * FROM event_participant p WHERE p.entity_id = ${node} AND p.modality <> 'negated'
        AND p.report_id <= ${lastKey('event_report', scope)} AND ${rowInScope(sql`p`, scope)}
      ORDER BY p.report_id DESC, p.position DESC) mine
    JOIN event_participant other
      ON other.report_id = mine.report_id AND other.entity_id <> mine.entity_id
    ORDER BY mine.report_id DESC, mine.position DESC`,
  ],
  attribution: (node, scope) => [
    sql`
    SELECT ${BESIDE} AS other, way.outward, mine.statement_id AS proof
    FROM (SELECT * FROM attribution a WHERE a.agent_id = ${node}
        AND a.statement_id <= ${lastKey('statement', scope)} AND ${rowInScope(sql`a`, scope)}
      ORDER BY a.statement_id DESC, a.position DESC) mine
    JOIN (VALUES (FALSE), (TRUE)) AS way(outward) ON ${BESIDE} <> mine.agent_id
    ORDER BY mine.statement_id DESC, mine.position DESC`,
  ],
};

const relations = (
  { near, far, outward }: { near: Sql; far: Sql; outward: boolean },
  node: Sql,
  scope: Scope,
) => sql`
  SELECT r.${far} AS other, ${outward}::boolean AS outward, r.type, r.id AS proof
  FROM relation r
  WHERE r.${near} = ${node} AND r.${far} <> ${node} AND r.polarity <> 'negative'
    AND r.id <= ${lastKey('relation', scope)} AND ${rowInScope(sql`r`, scope)}
  ORDER BY r.id DESC`;

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
  WITH pair AS (
    SELECT n.id AS near, t.other AS far,
      count(DISTINCT (t.kind, t.proof)) FILTER (WHERE NOT t.beyond)::int AS proofs,
      bool_or(t.beyond) AS more
    FROM unnest(${from}) AS n(id) CROSS JOIN LATERAL (${ties(sql`n.id`, kinds, scope)}) t
    GROUP BY n.id, t.other
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
