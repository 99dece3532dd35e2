-- Of the tens of thousands of articles that name a country, few say of it what none before them said:
-- what it was known as in a release and by a day is merged from those alone.

CREATE TABLE "first_report" (
    "entity_id" INTEGER NOT NULL,
    "article_version_id" INTEGER NOT NULL,

    CONSTRAINT "first_report_pkey" PRIMARY KEY ("entity_id", "article_version_id")
);

-- What stands, as a load finds it, and all that has ended: some of that may not be needed.
INSERT INTO "first_report" ("entity_id", "article_version_id")
SELECT "entity_id", "article_version_id" FROM (
  SELECT r."entity_id", r."article_version_id", r."article_id",
    coalesce(r."published", 'infinity') AS "published",
    min(coalesce(r."published", 'infinity')) OVER "same" AS "earliest",
    max(r."article_id") OVER "same" AS "latest"
  FROM "entity_report" r JOIN "article_version" v ON v."id" = r."article_version_id"
  WHERE v."superseded_in" = 2147483647
  WINDOW "same" AS (PARTITION BY r."entity_id", r."type", r."name", r."aliases", r."description",
      r."country", r."same_as", r."latitude", r."longitude", r."location_precision"
    ORDER BY r."released_in", r."article_id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) r
WHERE ("earliest" <= "published" AND "latest" < "article_id") IS NOT TRUE
UNION ALL
SELECT r."entity_id", r."article_version_id"
FROM "entity_report" r JOIN "article_version" v ON v."id" = r."article_version_id"
WHERE v."superseded_in" < 2147483647;

ALTER TABLE "first_report" ADD CONSTRAINT "first_report_article_version_id_entity_id_fkey"
  FOREIGN KEY ("article_version_id", "entity_id") REFERENCES "entity_report"("article_version_id", "entity_id")
  ON DELETE RESTRICT ON UPDATE CASCADE;

ANALYZE "first_report";
