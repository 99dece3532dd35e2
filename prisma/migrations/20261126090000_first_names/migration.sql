-- What entities were called by a day stands among their first reports: in the order of names, a list
-- reads those of its page, and not the first of every entity there is.

ALTER TABLE "first_report" ADD COLUMN "name" TEXT;

UPDATE "first_report" f SET "name" = r."name"
FROM "entity_report" r
WHERE r."article_version_id" = f."article_version_id" AND r."entity_id" = f."entity_id";

ALTER TABLE "first_report" ALTER COLUMN "name" SET NOT NULL;

CREATE INDEX "first_report_name_idx" ON "first_report" ((fold("name") COLLATE "C"), "entity_id");

ANALYZE "first_report";
