-- What an entity was called by a day is what the first article said that was published by then. In
-- the order of articles the first is found without reading all that were ever said of it.

ALTER TABLE "entity_report" ADD COLUMN "article_id" INTEGER;
UPDATE "entity_report" r SET "article_id" = v."article_id"
FROM "article_version" v WHERE v."id" = r."article_version_id";
ALTER TABLE "entity_report" ALTER COLUMN "article_id" SET NOT NULL;

DROP INDEX "entity_report_entity_id_article_version_id_idx";
CREATE INDEX "entity_report_entity_id_article_id_idx" ON "entity_report"("entity_id", "article_id");

-- And who was described by a word of a search, whatever they are described as by now.
CREATE INDEX "entity_report_description_idx" ON "entity_report" USING GIN (fold("description") gin_trgm_ops);

ANALYZE "entity_report";
