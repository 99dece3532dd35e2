-- What was known of an entity by a day is stored as what is known in a release is: few days bring
-- anything else, since few articles say what none before said. To merge all that for each answer took
-- longer than the rest of it.

CREATE TABLE "entity_day_state" (
    "entity_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "since" DATE NOT NULL,
    "until" DATE NOT NULL,
    "slug" TEXT NOT NULL,
    "type" "EntityType" NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "description" TEXT,
    "country" CHAR(2),
    "same_as" TEXT[],
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "location_precision" "LocationPrecision",
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
    "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED,
    "reference" JSON GENERATED ALWAYS AS (entity_reference("slug", "name", "type")) STORED
);

-- From here on each load keeps them (src/bundle/entity-states.ts). Each moment at which the first
-- reports of an entity change has a state for each day of one; less those that say what the day or the
-- moment before says.
INSERT INTO "entity_day_state" ("entity_id", "released_in", "superseded_in", "since", "until", "slug",
  "type", "name", "aliases", "description", "country", "same_as", "latitude", "longitude",
  "location_precision", "names", "search")
WITH moment AS (
  SELECT *, lead("release", 1, 2147483647) OVER (PARTITION BY "entity_id" ORDER BY "release") AS "next"
  FROM (
    SELECT "entity_id", "released_in" AS "release" FROM "first_report"
    UNION SELECT "entity_id", "superseded_in" FROM "first_report" WHERE "superseded_in" < 2147483647
  ) change
), day AS (
  SELECT DISTINCT m.*, coalesce(f."published", '5874897-12-31') AS "since"
  FROM moment m JOIN "first_report" f ON f."entity_id" = m."entity_id"
    AND f."released_in" <= m."release" AND f."superseded_in" > m."release"
), merged AS MATERIALIZED (
  SELECT d.*, state.*, state::text AS "said"
  FROM day d CROSS JOIN LATERAL (
    WITH report AS MATERIALIZED (
      SELECT r.*, f."article_id" AS "rank" FROM (
        SELECT DISTINCT ON (f."content") f."entity_id", f."article_version_id", f."article_id"
        FROM "first_report" f
        WHERE f."entity_id" = d."entity_id" AND f."released_in" <= d."release"
          AND f."superseded_in" > d."release" AND coalesce(f."published", '5874897-12-31') <= d."since"
        ORDER BY f."content", f."article_id") f
      JOIN "entity_report" r USING ("entity_id", "article_version_id")
    ), word AS (
      SELECT ARRAY(SELECT w."word"
        FROM report r, unnest(r."name" || r."aliases") WITH ORDINALITY AS w("word", "nth")
        GROUP BY w."word" ORDER BY min(ARRAY[r."rank", w."nth"])) AS "words"
    )
    SELECT (SELECT "type" FROM report ORDER BY "rank" LIMIT 1) AS "type",
      "words"[1] AS "name", "words"[2:] AS "aliases",
      (SELECT "description" FROM report WHERE "description" IS NOT NULL
        ORDER BY "rank" LIMIT 1) AS "description",
      (SELECT "country" FROM report WHERE "country" IS NOT NULL ORDER BY "rank" LIMIT 1) AS "country",
      ARRAY(SELECT u."url" FROM report r, unnest(r."same_as") WITH ORDINALITY AS u("url", "nth")
        GROUP BY u."url" ORDER BY min(ARRAY[r."rank", u."nth"])) AS "same_as",
      place."latitude", place."longitude", place."location_precision"
    FROM word LEFT JOIN (SELECT "latitude", "longitude", "location_precision" FROM report
      WHERE "latitude" IS NOT NULL ORDER BY "rank" LIMIT 1) place ON TRUE
  ) state
), changing AS (
  SELECT *, lag("said") OVER (PARTITION BY "entity_id", "release" ORDER BY "since")
    IS DISTINCT FROM "said" AS "changes"
  FROM merged
), state AS (
  SELECT *, lead("since", 1, 'infinity')
    OVER (PARTITION BY "entity_id", "release" ORDER BY "since") AS "until"
  FROM changing WHERE "changes"
), begun AS (
  SELECT *, lag("next") OVER (PARTITION BY "entity_id", "since", "until", "said" ORDER BY "release")
    IS DISTINCT FROM "release" AS "begins"
  FROM state
), life AS (
  SELECT *, count(*) FILTER (WHERE "begins")
    OVER (PARTITION BY "entity_id", "since", "until", "said" ORDER BY "release") AS "nth"
  FROM begun
)
SELECT l."entity_id", min(l."release"), max(l."next"), l."since", l."until", e."slug", l."type",
  l."name", l."aliases", l."description", l."country", l."same_as", l."latitude", l."longitude",
  l."location_precision", array_to_string(l."name" || l."aliases", E'\n'),
  array_to_string(l."name" || l."aliases" || l."description", E'\n')
FROM life l JOIN "entity" e ON e."id" = l."entity_id"
GROUP BY l."entity_id", l."since", l."until", l."said", l."nth", e."slug", l."type", l."name",
  l."aliases", l."description", l."country", l."same_as", l."latitude", l."longitude",
  l."location_precision";

ALTER TABLE "entity_day_state" ADD CONSTRAINT "entity_day_state_pkey"
  PRIMARY KEY ("entity_id", "until", "superseded_in") INCLUDE ("released_in", "since", "reference");
CREATE INDEX "entity_day_state_slug_until_superseded_in_idx"
  ON "entity_day_state"("slug", "until", "superseded_in");
CREATE INDEX "entity_day_state_name_idx" ON "entity_day_state"
  ((fold("name") COLLATE "C"), "entity_id", "until", "since", "superseded_in");
CREATE INDEX "entity_day_state_sort_slug_idx" ON "entity_day_state"
  (("slug" COLLATE "C"), "entity_id", "until", "since", "superseded_in");
CREATE INDEX "entity_day_state_names_folded_idx" ON "entity_day_state" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "entity_day_state_search_folded_idx" ON "entity_day_state" USING GIN ("search_folded" gin_trgm_ops);
ALTER TABLE "entity_day_state" ADD CONSTRAINT "entity_day_state_entity_id_fkey"
  FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ANALYZE "entity_day_state";

-- What was read from these stands there now.
DROP INDEX "first_report_name_idx";
DROP INDEX "first_report_description_folded_idx";
ALTER TABLE "first_report" DROP COLUMN "name", DROP COLUMN "description_folded";
