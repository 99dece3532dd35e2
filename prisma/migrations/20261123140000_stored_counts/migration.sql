-- How often each entity is named and stands in chains is stored for every release, so that no read
-- has to count. From here on each load keeps it (src/bundle/counts.ts); what has been loaded before
-- is counted below, and the result is the same.

CREATE TABLE "mention_count" (
    "entity_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "mentions" INTEGER NOT NULL,

    CONSTRAINT "mention_count_pkey" PRIMARY KEY ("entity_id","superseded_in")
);

CREATE TABLE "source_share" (
    "agent_id" INTEGER NOT NULL,
    "role" "AttributionRole" NOT NULL,
    "first" BOOLEAN NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "statements" INTEGER NOT NULL,
    "figures" INTEGER NOT NULL,

    CONSTRAINT "source_share_pkey" PRIMARY KEY ("agent_id","superseded_in","role","first")
);

CREATE TABLE "source_neighbour" (
    "agent_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "beside_id" INTEGER,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "statements" INTEGER NOT NULL
);

-- What each release changes, added up from the first to the last. A row for every release in which
-- a count is another than before, to the next such release; none where nothing is left to count.

INSERT INTO "mention_count" ("entity_id", "released_in", "superseded_in", "mentions")
SELECT * FROM (
  SELECT "entity_id", "release",
    lead("release", 1, 2147483647) OVER "releases", sum("mentions") OVER "releases" AS "mentions"
  FROM (
    SELECT m."entity_id", v."release", sum(v."sign") AS "mentions"
    FROM (
      SELECT "id", "released_in" AS "release", 1 AS "sign" FROM "article_version"
      UNION ALL
      SELECT "id", "superseded_in", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
    ) v
    JOIN "mention" m ON m."article_version_id" = v."id"
    GROUP BY 1, 2
  ) change
  WHERE "mentions" <> 0
  WINDOW "releases" AS (PARTITION BY "entity_id" ORDER BY "release")
) counted
WHERE "mentions" <> 0;

INSERT INTO "source_share" ("agent_id", "role", "first", "released_in", "superseded_in",
  "statements", "figures")
SELECT * FROM (
  SELECT "agent_id", "role", "first", "release", lead("release", 1, 2147483647) OVER "releases",
    sum("statements") OVER "releases" AS "statements", sum("figures") OVER "releases" AS "figures"
  FROM (
    SELECT a."agent_id", a."role", a."position" = 1 AS "first", v."release",
      sum(v."sign") AS "statements", sum(v."sign" * coalesce(f."figures", 0)) AS "figures"
    FROM (
      SELECT "id", "released_in" AS "release", 1 AS "sign" FROM "article_version"
      UNION ALL
      SELECT "id", "superseded_in", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
    ) v
    JOIN "statement" s ON s."article_version_id" = v."id"
    JOIN "attribution" a ON a."statement_id" = s."id"
    LEFT JOIN (
      SELECT "statement_id", count(*) AS "figures" FROM "figure" GROUP BY 1
    ) f ON f."statement_id" = s."id"
    WHERE a."agent_id" IS NOT NULL
    GROUP BY 1, 2, 3, 4
  ) change
  WHERE "statements" <> 0 OR "figures" <> 0
  WINDOW "releases" AS (PARTITION BY "agent_id", "role", "first" ORDER BY "release")
) counted
WHERE "statements" <> 0;

INSERT INTO "source_neighbour" ("agent_id", "step", "beside_id", "released_in", "superseded_in",
  "statements")
SELECT * FROM (
  SELECT "agent_id", "step", "beside_id", "release", lead("release", 1, 2147483647) OVER "releases",
    sum("statements") OVER "releases" AS "statements"
  FROM (
    SELECT a."agent_id", beside."position" - a."position" AS "step",
      beside."agent_id" AS "beside_id", v."release", sum(v."sign") AS "statements"
    FROM (
      SELECT "id", "released_in" AS "release", 1 AS "sign" FROM "article_version"
      UNION ALL
      SELECT "id", "superseded_in", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
    ) v
    JOIN "statement" s ON s."article_version_id" = v."id"
    JOIN "attribution" a ON a."statement_id" = s."id"
    JOIN "attribution" beside ON beside."statement_id" = s."id"
      AND (beside."position" = a."position" - 1 OR beside."position" = a."position" + 1)
    WHERE a."agent_id" IS NOT NULL
    GROUP BY 1, 2, 3, 4
  ) change
  WHERE "statements" <> 0
  WINDOW "releases" AS (PARTITION BY "agent_id", "step", "beside_id" ORDER BY "release")
) counted
WHERE "statements" <> 0;

-- It would be the primary key, if whoever stands beside the agent were always known.
CREATE UNIQUE INDEX "source_neighbour_key" ON "source_neighbour" ("agent_id", "superseded_in", "step", (coalesce("beside_id", 0)));

ALTER TABLE "mention_count" ADD CONSTRAINT "mention_count_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "source_share" ADD CONSTRAINT "source_share_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "source_neighbour" ADD CONSTRAINT "source_neighbour_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "source_neighbour" ADD CONSTRAINT "source_neighbour_beside_id_fkey" FOREIGN KEY ("beside_id") REFERENCES "entity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ANALYZE "mention_count", "source_share", "source_neighbour";
