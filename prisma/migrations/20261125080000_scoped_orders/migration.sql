-- In the order of time, what was published after a day or loaded after a release comes first, or last,
-- and there may be hundreds of thousands of that: an index that has both passes over it without
-- reading a row.

ALTER TABLE "statement" ADD COLUMN "released_in" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "published" DATE;
ALTER TABLE "figure" ADD COLUMN "released_in" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "published" DATE;
ALTER TABLE "event_report" ADD COLUMN "released_in" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "published" DATE;

DROP INDEX "statement_time_asc_idx";
DROP INDEX "statement_time_desc_idx";
DROP INDEX "figure_as_of_asc_idx";
DROP INDEX "figure_as_of_desc_idx";
DROP INDEX "event_report_time_asc_idx";
DROP INDEX "event_report_time_desc_idx";

UPDATE "statement" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "figure" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "event_report" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

CREATE INDEX "statement_time_asc_idx" ON "statement"
  ((coalesce("earliest", "latest", 'infinity')), "id", "published", "released_in");
CREATE INDEX "statement_time_desc_idx" ON "statement"
  ((coalesce("latest", "earliest", '-infinity')), "id", "published", "released_in");
CREATE INDEX "figure_as_of_asc_idx" ON "figure"
  ((coalesce("earliest", "latest", 'infinity')), "id", "published", "released_in");
CREATE INDEX "figure_as_of_desc_idx" ON "figure"
  ((coalesce("latest", "earliest", '-infinity')), "id", "published", "released_in");
CREATE INDEX "event_report_time_asc_idx" ON "event_report"
  ((coalesce("earliest", "latest", 'infinity')), "event_id", "published", "released_in");
CREATE INDEX "event_report_time_desc_idx" ON "event_report"
  ((coalesce("latest", "earliest", '-infinity')), "event_id", "published", "released_in");

ANALYZE "statement";
ANALYZE "figure";
ANALYZE "event_report";
