-- What was loaded after a release has greater keys than what was loaded by then, so a list of the
-- release from its newest on need not pass over all of it.

ALTER TABLE "release"
  ADD COLUMN "last_statement" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_figure" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_relation" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_mention" INTEGER NOT NULL DEFAULT 2147483647,
  ADD COLUMN "last_event_report" INTEGER NOT NULL DEFAULT 2147483647;

UPDATE "release" r SET "last_statement" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT v."released_in", max(t."id") AS "last"
    FROM "statement" t JOIN "article_version" v ON v."id" = t."article_version_id"
    GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_figure" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT v."released_in", max(t."id") AS "last"
    FROM "figure" t JOIN "article_version" v ON v."id" = t."article_version_id"
    GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_relation" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT t."released_in", max(t."id") AS "last"
    FROM "relation" t GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_mention" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT t."released_in", max(t."id") AS "last"
    FROM "mention" t GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

UPDATE "release" r SET "last_event_report" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT v."released_in", max(t."id") AS "last"
    FROM "event_report" t JOIN "article_version" v ON v."id" = t."article_version_id"
    GROUP BY 1) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";
