-- How a source stands in the chains of a release is stored as it is served: to put a hundred
-- neighbours of each together took nearly all of the time of a list. From here on each load keeps it
-- (src/bundle/states.ts); what has been loaded before is made below, and the result is the same.

CREATE TABLE "source_state" (
    "agent_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "roles" "AttributionRole"[],
    "originates" JSON NOT NULL,
    "relays" JSON NOT NULL,
    "publishes" JSON NOT NULL,
    "receives_from" JSON NOT NULL,
    "passes_to" JSON NOT NULL,

    CONSTRAINT "source_state_pkey" PRIMARY KEY ("agent_id","superseded_in")
);

-- What stands beside whom, of all releases: the index of what has ended has no more.
CREATE INDEX "source_neighbour_fill_idx" ON "source_neighbour" USING GIST (int8range(
    (("agent_id"::bigint * "step") << 31) + "released_in",
    (("agent_id"::bigint * "step") << 31) + "superseded_in"));
ANALYZE "source_neighbour";

-- One for each release that counts something of a source, or names one beside it otherwise; less
-- those that say what the one before says.
INSERT INTO "source_state" ("agent_id", "released_in", "superseded_in", "roles", "originates",
  "relays", "publishes", "receives_from", "passes_to")
WITH changed AS (
  SELECT "agent_id", "released_in" AS "release" FROM "source_share"
  UNION SELECT "agent_id", "superseded_in" FROM "source_share" WHERE "superseded_in" < 2147483647
  UNION SELECT "agent_id", "released_in" FROM "source_neighbour"
  UNION SELECT "agent_id", "superseded_in" FROM "source_neighbour" WHERE "superseded_in" < 2147483647
  UNION SELECT n."agent_id", s."released_in"
  FROM "entity_state" s JOIN "entity_state" o
    ON o."entity_id" = s."entity_id" AND o."superseded_in" = s."released_in"
    AND (o."name", o."type") <> (s."name", s."type")
  JOIN "source_neighbour" n ON n."beside_id" = s."entity_id"
    AND n."released_in" < s."released_in" AND n."superseded_in" > s."released_in"
), counted AS (
  SELECT c."agent_id", c."release", t.*,
    lag(t::text) OVER "releases" IS DISTINCT FROM t::text AS "is_new"
  FROM changed c CROSS JOIN LATERAL (
    WITH link AS MATERIALIZED (
      SELECT "role", "first", "statements", "figures" FROM "source_share" s
      WHERE s."agent_id" = c."agent_id"
        AND s."released_in" <= c."release" AND s."superseded_in" > c."release"
    )
    SELECT ARRAY(SELECT DISTINCT "role" FROM link ORDER BY "role") AS "roles",
      (SELECT row_to_json(r) FROM (SELECT coalesce(sum("statements"), 0)::int AS "statements",
        coalesce(sum("figures"), 0)::int AS "figures" FROM link WHERE "first") r) AS "originates",
      (SELECT row_to_json(r) FROM (SELECT coalesce(sum("statements"), 0)::int AS "statements",
        coalesce(sum("figures"), 0)::int AS "figures" FROM link WHERE "role" = 'relay') r) AS "relays",
      (SELECT row_to_json(r) FROM (SELECT coalesce(sum("statements"), 0)::int AS "statements",
        coalesce(sum("figures"), 0)::int AS "figures" FROM link WHERE "role" = 'publisher') r) AS "publishes",
      (SELECT array_to_json(ARRAY(SELECT row_to_json(r) FROM (
        SELECT (SELECT e."reference" FROM "entity_state" e WHERE e."entity_id" = n."beside_id"
          AND e."released_in" <= c."release" AND e."superseded_in" > c."release") AS "agent", n."statements"
        FROM "source_neighbour" n
        WHERE int8range(((n."agent_id"::bigint * n."step") << 31) + n."released_in",
          ((n."agent_id"::bigint * n."step") << 31) + n."superseded_in")
          @> ((c."agent_id"::bigint * -1) << 31) + c."release"
        ORDER BY n."statements" DESC, n."beside_id" LIMIT 50) r))) AS "receives_from",
      (SELECT array_to_json(ARRAY(SELECT row_to_json(r) FROM (
        SELECT (SELECT e."reference" FROM "entity_state" e WHERE e."entity_id" = n."beside_id"
          AND e."released_in" <= c."release" AND e."superseded_in" > c."release") AS "agent", n."statements"
        FROM "source_neighbour" n
        WHERE int8range(((n."agent_id"::bigint * n."step") << 31) + n."released_in",
          ((n."agent_id"::bigint * n."step") << 31) + n."superseded_in")
          @> (c."agent_id"::bigint << 31) + c."release"
        ORDER BY n."statements" DESC, n."beside_id" LIMIT 50) r))) AS "passes_to"
  ) t
  WINDOW "releases" AS (PARTITION BY c."agent_id" ORDER BY c."release")
)
SELECT * FROM (
  SELECT "agent_id", "release", lead("release", 1, 2147483647) OVER (PARTITION BY "agent_id" ORDER BY "release"),
    "roles", "originates", "relays", "publishes", "receives_from", "passes_to"
  FROM counted WHERE "is_new"
) state
WHERE "roles" <> '{}';

ALTER TABLE "source_state" ADD CONSTRAINT "source_state_agent_id_fkey"
  FOREIGN KEY ("agent_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Both served what is stored now.
DROP INDEX "source_neighbour_fill_idx";
DROP INDEX "source_neighbour_life_idx";

ANALYZE "source_state";
