-- A first report says itself when it ended: to look that up took half as long again as to read it. And
-- what was ever said of an entity is looked for among its first reports, which are fewer than all.

ALTER TABLE "first_report" ADD COLUMN "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "description_folded" TEXT;

UPDATE "first_report" f SET "superseded_in" = v."superseded_in",
  "description_folded" = coalesce(fold(r."description"), '')
FROM "entity_report" r JOIN "article_version" v ON v."id" = r."article_version_id"
WHERE r."article_version_id" = f."article_version_id" AND r."entity_id" = f."entity_id";

ALTER TABLE "first_report" ALTER COLUMN "description_folded" SET NOT NULL;

DROP INDEX "first_report_content_idx";
CREATE INDEX "first_report_content_idx" ON "first_report" ("entity_id", "content", "article_id")
  INCLUDE ("released_in", "superseded_in", "published", "article_version_id");
CREATE INDEX "first_report_description_folded_idx" ON "first_report" USING GIN ("description_folded" gin_trgm_ops);

ANALYZE "first_report";
