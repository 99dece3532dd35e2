import type { Database } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { entityRef } from '../entities/queries.js';
import { entityStates } from '../entities/states.js';
import { readItem } from '../http/item.js';
import type { Scope } from '../releases/scope.js';
import { edgeColumns, edges, heaviest } from './edges.js';
import { EDGES_MAX, type GraphQuery, RULES } from './schema.js';
import { nextStep } from './ties.js';

const RULE = 'nearest-then-heaviest';

/** What is tied to an entity, near and less near. */
export const getGraph = (db: Database, id: string, query: GraphQuery) =>
  readItem(db, { what: 'entity', id, identity: 'entity' }, query, (scope) => ({
    from: sql`${entityStates(scope)} e CROSS JOIN LATERAL (${graph(sql`e.entity_id`, query, scope)}) g`,
    item: sql`${RULE}::text AS rule, ${RULES[RULE]}::text AS "ruleText",
      g.nodes, g.edges, g.truncated`,
    is: sql`e.slug = ${id}`,
  }));

/** Each row of `walk` is one step in breadth; the last may only find that there is no more room. */
const graph = (start: Sql, { depth, limit, kind }: GraphQuery, scope: Scope) => sql`
  WITH RECURSIVE walk AS (
    SELECT 0 AS distance, ARRAY[${start}] AS nodes, ARRAY[${start}] AS seen, FALSE AS cut
    UNION ALL
    SELECT w.distance + 1, next.nodes, w.seen || next.nodes, next.cut
    FROM walk w CROSS JOIN LATERAL (${nextStep(
      {
        from: sql`w.nodes`,
        seen: sql`w.seen`,
        wanted: sql`'{}'::int[]`,
        room: sql`${limit}::int - cardinality(w.seen)`,
      },
      kind,
      scope,
    )}) next
    WHERE w.distance < ${depth}::int AND w.nodes <> '{}'
      AND NOT (w.cut AND cardinality(w.seen) = ${limit}::int)
  ), node AS (
    SELECT i.id, i.slug, w.distance, n.place
    FROM walk w CROSS JOIN unnest(w.nodes) WITH ORDINALITY AS n(id, place)
    JOIN entity i ON i.id = n.id
  ), ${edges(kind, scope)}
  SELECT
    ARRAY(SELECT row_to_json(node) FROM (
      SELECT ${entityRef(sql`n.id`, scope)} AS entity, n.distance
      FROM node n ORDER BY n.distance, n.place) node) AS nodes,
    ARRAY(SELECT row_to_json(edge) FROM (
      SELECT ${edgeColumns}
      FROM edge e JOIN node f ON f.id = e.from_id JOIN node t ON t.id = e.to_id
      ORDER BY f.distance + t.distance, ${heaviest} LIMIT ${EDGES_MAX}::int) edge) AS edges,
    (SELECT bool_or(cut) FROM walk)
      OR (SELECT count(*) > ${EDGES_MAX}::int FROM edge)
      OR coalesce((SELECT min(near) < max(near) FROM tied WHERE beyond), FALSE) AS truncated`;
