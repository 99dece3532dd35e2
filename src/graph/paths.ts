import type { Database } from '../database/database.js';
import { read, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { resolveIds } from '../http/references.js';
import { type Scope, scopeOf } from '../releases/scope.js';
import { edgeColumns, edges, heaviest } from './edges.js';
import { PATHS_WEIGHED, type PathQuery, RULES, STEP_MAX } from './schema.js';
import { nextStep } from './ties.js';

const RULE = 'fewest-then-heaviest';

/** The shortest connections of two entities, as JSON text. */
export async function listPaths(db: Database, query: PathQuery): Promise<string> {
  const ends = { from: [query.from], to: [query.to] };
  const { from = [], to = [] } = await resolveIds(db, ends, { from: 'entity', to: 'entity' });
  const scope = await scopeOf(db, query);
  const [row] = await read<{ answer: string }>(
    db,
    sql`SELECT row_to_json(answer)::text AS answer FROM (
      ${paths({ ...query, ends: [...from, ...to] }, scope)}) answer`,
  );
  return row?.answer ?? '';
}

/**
 * The search goes in breadth from both ends by turns, so step n finds whether there is a path of
 * length n: `waiting` is what the step reached, `growing` the outermost of the other side, and they
 * have met if they share an entity. Every hop that a step found leads nearer to the end it came
 * from, so the paths are put together outward from where the sides met, without dead ends.
 */
const paths = (
  { ends, kind, maxLength, limit }: PathQuery & { ends: number[] },
  scope: Scope,
) => sql`
  WITH RECURSIVE search AS (
    SELECT 0 AS step, a AS growing, b AS waiting, a AS seen, b AS seen_waiting, FALSE AS met,
      FALSE AS cut, '{}'::int[] AS near, '{}'::int[] AS far, '{}'::int[] AS proofs
    FROM (SELECT ARRAY[${ends[0]}::int] AS a, ARRAY[${ends[1]}::int] AS b) pair
    UNION ALL
    SELECT s.step + 1, s.waiting, next.nodes, s.seen_waiting, s.seen || next.nodes,
      next.nodes && s.waiting, next.cut, next.near, next.far, next.proofs
    FROM search s CROSS JOIN LATERAL (${nextStep(
      {
        from: sql`s.growing`,
        seen: sql`s.seen`,
        wanted: sql`s.waiting`,
        room: sql`${STEP_MAX}::int`,
      },
      kind,
      scope,
    )}) next
    WHERE NOT s.met AND s.step < ${maxLength}::int AND s.growing <> '{}' AND s.waiting <> '{}'
  ), hop AS (
    SELECT step % 2 = 1 AS leftward, (step + 1) / 2 AS depth, h.far, h.near, h.proofs
    FROM search CROSS JOIN unnest(near, far, proofs) AS h(near, far, proofs)
  ), path AS (
    SELECT ARRAY[m.id] AS nodes, (step + 1) / 2 AS left_of, step / 2 AS right_of, 0 AS weight
    FROM search CROSS JOIN unnest(waiting) AS m(id) WHERE met AND m.id = ANY(growing)
    UNION ALL
    SELECT nodes, left_of, right_of, weight FROM (
      SELECT CASE WHEN h.leftward THEN h.near || p.nodes ELSE p.nodes || h.near END AS nodes,
        p.left_of - h.leftward::int AS left_of, p.right_of - (NOT h.leftward)::int AS right_of,
        p.weight + h.proofs AS weight,
        row_number() OVER (ORDER BY p.weight + h.proofs DESC, p.nodes, h.near) AS place
      FROM path p JOIN hop h ON h.leftward = (p.left_of > 0)
        AND h.depth = CASE WHEN p.left_of > 0 THEN p.left_of ELSE p.right_of END
        AND h.far = p.nodes[CASE WHEN p.left_of > 0 THEN 1 ELSE cardinality(p.nodes) END]
      WHERE p.left_of + p.right_of > 0
    ) longer WHERE place <= ${PATHS_WEIGHED}::int
  ), ranked AS (
    SELECT nodes, weight, row_number() OVER (ORDER BY weight DESC, ARRAY(SELECT i.slug COLLATE "C"
      FROM unnest(nodes) WITH ORDINALITY AS n(id, place) JOIN entity i ON i.id = n.id
      ORDER BY n.place)) AS place
    FROM path WHERE left_of + right_of = 0
  ), node AS (
    SELECT i.id, i.slug FROM entity i
    WHERE i.id IN (SELECT unnest(nodes) FROM ranked WHERE place <= ${limit}::int)
  ), ${edges(kind, scope)}
  SELECT ${RULE}::text AS rule, ${RULES[RULE]}::text AS "ruleText",
    ARRAY(SELECT row_to_json(path) FROM (
      SELECT cardinality(nodes) - 1 AS length, weight,
        ARRAY(SELECT ${entityRef(sql`n.id`, scope)} FROM unnest(nodes) WITH ORDINALITY AS n(id, place)
          ORDER BY n.place) AS entities,
        ARRAY(SELECT row_to_json(step) FROM (
          SELECT a.slug AS "from", b.slug AS "to", ARRAY(SELECT row_to_json(edge) FROM (
              SELECT ${edgeColumns} FROM edge e
              WHERE (e.from_id, e.to_id) IN ((a.id, b.id), (b.id, a.id))
              ORDER BY ${heaviest}) edge) AS edges
          FROM unnest(nodes[:cardinality(nodes) - 1], nodes[2:])
            WITH ORDINALITY AS n(here, there, place)
          JOIN node a ON a.id = n.here JOIN node b ON b.id = n.there
          ORDER BY n.place) step) AS steps
      FROM ranked WHERE place <= ${limit}::int ORDER BY place) path) AS paths,
    (SELECT count(*) > ${limit}::int FROM ranked)
      OR (SELECT bool_or(cut) FROM search) AS truncated`;
