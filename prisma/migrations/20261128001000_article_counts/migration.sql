-- How many statements, figures and relations an article has never changes, so that it is counted once: all that
-- there are in a release or by a day are the sum of these, and not each looked up.

ALTER TABLE "article_version"
  ADD COLUMN "statement_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "figure_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "relation_count" INTEGER NOT NULL DEFAULT 0;

UPDATE "article_version" v SET
  "statement_count" = s."count", "figure_count" = coalesce(f."count", 0), "relation_count" = coalesce(r."count", 0)
FROM (SELECT "article_version_id" AS "id", count(*) FROM "statement" GROUP BY 1) s
  LEFT JOIN (SELECT "article_version_id" AS "id", count(*) FROM "figure" GROUP BY 1) f USING ("id")
  LEFT JOIN (SELECT "article_version_id" AS "id", count(*) FROM "relation" GROUP BY 1) r USING ("id")
WHERE s."id" = v."id";

-- Whoever loads says it.
ALTER TABLE "article_version"
  ALTER COLUMN "statement_count" DROP DEFAULT,
  ALTER COLUMN "figure_count" DROP DEFAULT,
  ALTER COLUMN "relation_count" DROP DEFAULT;

DROP INDEX "article_version_scope_idx";
CREATE INDEX "article_version_scope_idx" ON "article_version" ("id")
  INCLUDE ("released_in", "superseded_in", "latest", "statement_count", "figure_count", "relation_count");

ANALYZE "article_version";
