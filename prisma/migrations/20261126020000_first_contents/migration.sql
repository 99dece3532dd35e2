-- Of what an entity is named everywhere with, many first reports say the same: each is the first for
-- some days. In one scope the first of those will do, and which that is can be seen without reading
-- any of them.

ALTER TABLE "first_report" ADD COLUMN "content" UUID, ADD COLUMN "article_id" INTEGER,
  ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;

UPDATE "first_report" f SET "article_id" = r."article_id", "released_in" = r."released_in",
  "published" = r."published",
  "content" = md5((r."type", r."name", r."aliases", r."description", r."country", r."same_as",
    r."latitude", r."longitude", r."location_precision")::text)::uuid
FROM "entity_report" r
WHERE r."article_version_id" = f."article_version_id" AND r."entity_id" = f."entity_id";

ALTER TABLE "first_report" ALTER COLUMN "content" SET NOT NULL,
  ALTER COLUMN "article_id" SET NOT NULL, ALTER COLUMN "released_in" SET NOT NULL;

CREATE INDEX "first_report_content_idx" ON "first_report" ("entity_id", "content", "article_id")
  INCLUDE ("released_in", "published", "article_version_id");

ANALYZE "first_report";
