-- What a row refers to decides what it counts for: whether it is in a release, by a day, beside whom.
-- Those who are named everywhere have so many rows that to look this up for each takes longer than
-- all else. None of it ever changes, so it is copied to where the rows are found: into one index.

ALTER TABLE "attribution"
  ADD COLUMN "article_version_id" INTEGER, ADD COLUMN "figures" INTEGER,
  ADD COLUMN "before_id" INTEGER, ADD COLUMN "after_id" INTEGER, ADD COLUMN "last" BOOLEAN;
ALTER TABLE "event_participant"
  ADD COLUMN "article_version_id" INTEGER, ADD COLUMN "event_id" INTEGER,
  ADD COLUMN "modality" "Modality";
ALTER TABLE "relation" ADD COLUMN "polarity" "Polarity";

-- Rows are written anew: sooner without what is replaced anyway.
DROP INDEX "attribution_agent_id_statement_id_idx";
DROP INDEX "event_participant_entity_id_report_id_idx";

UPDATE "attribution" a SET "article_version_id" = s."article_version_id",
  "figures" = c."figures", "before_id" = c."before_id", "after_id" = c."after_id", "last" = c."last"
FROM "statement" s, (
  SELECT "statement_id", "position", coalesce(f."figures", 0) AS "figures",
    lag("agent_id") OVER "chain" AS "before_id", lead("agent_id") OVER "chain" AS "after_id",
    lead("position") OVER "chain" IS NULL AS "last"
  FROM "attribution" LEFT JOIN (
    SELECT "statement_id", count(*) AS "figures" FROM "figure" GROUP BY 1
  ) f USING ("statement_id")
  WINDOW "chain" AS (PARTITION BY "statement_id" ORDER BY "position")
) c
WHERE s."id" = a."statement_id" AND c."statement_id" = a."statement_id"
  AND c."position" = a."position";

UPDATE "event_participant" p SET "article_version_id" = r."article_version_id",
  "event_id" = r."event_id", "modality" = r."modality"
FROM "event_report" r WHERE r."id" = p."report_id";

UPDATE "relation" r SET "polarity" = s."polarity"
FROM "statement" s WHERE s."id" = r."statement_id";

ALTER TABLE "attribution"
  ALTER COLUMN "article_version_id" SET NOT NULL, ALTER COLUMN "figures" SET NOT NULL,
  ALTER COLUMN "last" SET NOT NULL;
ALTER TABLE "event_participant"
  ALTER COLUMN "article_version_id" SET NOT NULL, ALTER COLUMN "event_id" SET NOT NULL,
  ALTER COLUMN "modality" SET NOT NULL;
ALTER TABLE "relation" ALTER COLUMN "polarity" SET NOT NULL;

CREATE INDEX "attribution_agent_idx" ON "attribution" ("agent_id", "statement_id", "position")
  INCLUDE ("role", "before_id", "after_id", "last", "article_version_id", "figures");
CREATE INDEX "event_participant_entity_idx" ON "event_participant" ("entity_id", "report_id", "position")
  INCLUDE ("role", "event_id", "modality", "article_version_id");

-- Whether a version of an article is in a release, or was published by a day: asked for every row.
CREATE INDEX "article_version_scope_idx" ON "article_version" ("id")
  INCLUDE ("released_in", "superseded_in", "latest");

ANALYZE "attribution";
ANALYZE "event_participant";
ANALYZE "relation";
