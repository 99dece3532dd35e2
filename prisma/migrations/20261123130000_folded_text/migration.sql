-- What a search compares is stored: to fold a text takes longer than to compare it, and with the
-- folding in the index alone it was done again for every row that the index could not rule out.

ALTER TABLE "article_version"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "article_version_names_idx";
DROP INDEX "article_version_search_idx";
CREATE INDEX "article_version_names_folded_idx" ON "article_version" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "article_version_search_folded_idx" ON "article_version" USING GIN ("search_folded" gin_trgm_ops);

ALTER TABLE "entity_state"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "entity_state_names_idx";
DROP INDEX "entity_state_search_idx";
CREATE INDEX "entity_state_names_folded_idx" ON "entity_state" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "entity_state_search_folded_idx" ON "entity_state" USING GIN ("search_folded" gin_trgm_ops);

ALTER TABLE "event_report"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "event_report_names_idx";
DROP INDEX "event_report_search_idx";
CREATE INDEX "event_report_names_folded_idx" ON "event_report" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "event_report_search_folded_idx" ON "event_report" USING GIN ("search_folded" gin_trgm_ops);

ALTER TABLE "statement"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "statement_names_idx";
DROP INDEX "statement_search_idx";
CREATE INDEX "statement_names_folded_idx" ON "statement" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "statement_search_folded_idx" ON "statement" USING GIN ("search_folded" gin_trgm_ops);

ALTER TABLE "figure"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "figure_names_idx";
DROP INDEX "figure_search_idx";
CREATE INDEX "figure_names_folded_idx" ON "figure" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "figure_search_folded_idx" ON "figure" USING GIN ("search_folded" gin_trgm_ops);

ALTER TABLE "relation"
  ADD COLUMN "names_folded" TEXT GENERATED ALWAYS AS (fold("names")) STORED,
  ADD COLUMN "search_folded" TEXT GENERATED ALWAYS AS (fold("search")) STORED;
DROP INDEX "relation_names_idx";
DROP INDEX "relation_search_idx";
CREATE INDEX "relation_names_folded_idx" ON "relation" USING GIN ("names_folded" gin_trgm_ops);
CREATE INDEX "relation_search_folded_idx" ON "relation" USING GIN ("search_folded" gin_trgm_ops);

-- Until it knows the new columns, PostgreSQL expects a similar name in every hundredth row.
ANALYZE "article_version", "entity_state", "event_report", "statement", "figure", "relation";
