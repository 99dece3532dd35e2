-- How often an entity was named by a day is added up month by month: with every load that would cost
-- more, were each mention counted. Of the last month, in which the day is, the reports are added up.

ALTER TABLE "entity_report" ADD COLUMN "mentions" INTEGER;

UPDATE "entity_report" r SET "mentions" = (
  SELECT count(*) FROM "mention" m
  WHERE m."article_version_id" = r."article_version_id" AND m."entity_id" = r."entity_id"
);

ALTER TABLE "entity_report" ALTER COLUMN "mentions" SET NOT NULL;

-- By its month alone: by the day, PostgreSQL would take it where the first report is looked for.
CREATE INDEX "entity_report_month_idx" ON "entity_report" ("entity_id", date_trunc('month', "published"::timestamp))
  INCLUDE ("mentions", "published", "released_in", "article_version_id");

CREATE TABLE "mention_month" (
    "entity_id" INTEGER NOT NULL,
    "month" DATE NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "mentions" INTEGER NOT NULL,

    CONSTRAINT "mention_month_pkey" PRIMARY KEY ("entity_id","superseded_in","month")
);

-- As migration stored_counts counts.
INSERT INTO "mention_month" ("entity_id", "month", "released_in", "superseded_in", "mentions")
SELECT * FROM (
  SELECT "entity_id", "month", "release",
    lead("release", 1, 2147483647) OVER "releases", sum("mentions") OVER "releases" AS "mentions"
  FROM (
    SELECT r."entity_id", date_trunc('month', r."published"::timestamp)::date AS "month",
      v."release", sum(v."sign" * r."mentions") AS "mentions"
    FROM (
      SELECT "id", "released_in" AS "release", 1 AS "sign" FROM "article_version"
      UNION ALL
      SELECT "id", "superseded_in", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
    ) v
    JOIN "entity_report" r ON r."article_version_id" = v."id"
    WHERE r."published" IS NOT NULL
    GROUP BY 1, 2, 3
  ) change
  WHERE "mentions" <> 0
  WINDOW "releases" AS (PARTITION BY "entity_id", "month" ORDER BY "release")
) counted
WHERE "mentions" <> 0;

ALTER TABLE "mention_month" ADD CONSTRAINT "mention_month_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ANALYZE "entity_report";
ANALYZE "mention_month";
