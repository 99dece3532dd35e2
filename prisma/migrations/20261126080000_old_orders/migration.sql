-- Of what was loaded after a release, or published after a day, an index in the order of a list passes
-- over all without reading a row, or begins behind it: here for the lists that had that in no order.

ALTER TABLE "release"
  ADD COLUMN "last_entity" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_event" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_article" INTEGER NOT NULL DEFAULT 2147483647;

UPDATE "release" r SET "last_entity" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT t."released_in", max(t."entity_id") AS "last"
    FROM "entity_report" t GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_event" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT t."released_in", max(t."event_id") AS "last"
    FROM "event_report" t GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_article" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT t."released_in", max(t."article_id") AS "last"
    FROM "article_version" t GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

DROP INDEX "figure_value_asc_idx";
DROP INDEX "figure_value_desc_idx";
DROP INDEX "figure_measure_value_asc_idx";
DROP INDEX "figure_measure_value_desc_idx";
DROP INDEX "relation_sort_type_idx";
DROP INDEX "event_report_title_idx";

CREATE INDEX "figure_value_asc_idx" ON "figure"
  ((coalesce("value", 'Infinity')), "id", "published", "released_in");
CREATE INDEX "figure_value_desc_idx" ON "figure"
  ((coalesce("value", '-Infinity')), "id", "published", "released_in");
CREATE INDEX "figure_measure_value_asc_idx" ON "figure"
  ("measure_id", (coalesce("value", 'Infinity')), "id", "published", "released_in");
CREATE INDEX "figure_measure_value_desc_idx" ON "figure"
  ("measure_id", (coalesce("value", '-Infinity')), "id", "published", "released_in");
CREATE INDEX "relation_sort_type_idx" ON "relation"
  ((fold("type") COLLATE "C"), "id", "published", "released_in");
CREATE INDEX "event_report_title_idx" ON "event_report"
  ((fold("title") COLLATE "C"), "event_id", "published", "released_in");

ANALYZE "figure";
ANALYZE "relation";
ANALYZE "event_report";
