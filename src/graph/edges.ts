import { type Sql, sql } from '../database/sql.js';
import type { Scope } from '../releases/scope.js';
import { type EdgeKind, PROOFS_LISTED } from './schema.js';
import { ties } from './ties.js';

/**
 * The subqueries `tied` and `edge` of a WITH: the ties between the entities of `node(id, slug)`, and the
 * edges that they make. A tie is lost only if both its ends have more than are read.
 */
export const edges = (kinds: readonly EdgeKind[] | undefined, scope: Scope) => sql`
  tied AS (
    SELECT n.id AS near, n.slug, t.*
    FROM node n CROSS JOIN LATERAL (${ties(sql`n.id`, kinds, scope)}) t
    WHERE t.beyond OR t.other = ANY(ARRAY(SELECT id FROM node))
  ), edge AS (
    SELECT t.kind, t.type, t.modality, way.*, count(DISTINCT t.proof)::int AS weight,
      (array_agg(DISTINCT t.proof))[:${PROOFS_LISTED}::int] AS proofs
    FROM tied t JOIN node o ON o.id = t.other AND NOT t.beyond
    CROSS JOIN LATERAL (
      SELECT t.near AS from_id, o.id AS to_id, t.slug AS "from", o.slug AS "to",
        t.role AS from_role, t.other_role AS to_role
      WHERE coalesce(t.outward,
        (t.role, t.slug COLLATE "C") < (t.other_role, o.slug COLLATE "C"))
      UNION ALL
      SELECT o.id, t.near, o.slug, t.slug, t.other_role, t.role
      WHERE NOT coalesce(t.outward,
        (t.role, t.slug COLLATE "C") < (t.other_role, o.slug COLLATE "C"))
    ) way
    GROUP BY t.kind, t.type, t.modality, way.from_id, way.to_id, way."from", way."to",
      way.from_role, way.to_role
  )`;

/** The order of edges that are equally near: heaviest first, and a total one. */
export const heaviest = sql`e.weight DESC, e.kind, e."from" COLLATE "C", e."to" COLLATE "C",
  e.type COLLATE "C", e.from_role, e.to_role, e.modality`;

/** The columns of edge `e` as served. */
export const edgeColumns: Sql = sql`e.kind, e."from", e."to", e.type,
  CASE WHEN e.kind = 'event' THEN (SELECT row_to_json(roles) FROM (
    SELECT e.from_role AS "from", e.to_role AS "to") roles) END AS roles,
  e.modality, e.weight,
  (SELECT row_to_json(evidence) FROM (SELECT
    ARRAY(SELECT v.slug || '.' || r.local_id
      FROM relation r JOIN article_version v ON v.id = r.article_version_id
      WHERE e.kind = 'relation' AND r.id = ANY(e.proofs) ORDER BY r.id) AS relations,
    ARRAY(SELECT i.slug FROM event i
      WHERE e.kind = 'event' AND i.id = ANY(e.proofs) ORDER BY i.id) AS events,
    ARRAY(SELECT v.slug || '.' || s.local_id
      FROM statement s JOIN article_version v ON v.id = s.article_version_id
      WHERE s.id = ANY(CASE e.kind WHEN 'attribution' THEN e.proofs WHEN 'relation' THEN
        ARRAY(SELECT r.statement_id FROM relation r WHERE r.id = ANY(e.proofs)) END)
      ORDER BY s.id) AS statements) evidence) AS evidence`;
