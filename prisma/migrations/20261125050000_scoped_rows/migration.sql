-- Whether a row is in a release, or was published by a day, its version of an article says. To look
-- that up for each of hundreds of rows takes as long as to read them, for each of hundreds of
-- thousands a second: so the rows of which entities have that many carry what never changes of it,
-- and their indexes too.

ALTER TABLE "entity_report" ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;
ALTER TABLE "mention" ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;
ALTER TABLE "event_participant" ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;
ALTER TABLE "attribution" ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;
ALTER TABLE "relation" ADD COLUMN "released_in" INTEGER, ADD COLUMN "published" DATE;

-- Rows are written anew: sooner without what is replaced anyway.
DROP INDEX "mention_entity_id_id_article_version_id_idx";
DROP INDEX "event_participant_entity_idx";
DROP INDEX "attribution_agent_idx";
DROP INDEX "relation_subject_id_id_idx";
DROP INDEX "relation_object_id_id_idx";

UPDATE "entity_report" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "mention" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "event_participant" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "attribution" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

UPDATE "relation" r SET "released_in" = v."released_in", "published" = v."latest"
FROM "article_version" v WHERE v."id" = r."article_version_id";

ALTER TABLE "entity_report" ALTER COLUMN "released_in" SET NOT NULL;
ALTER TABLE "mention" ALTER COLUMN "released_in" SET NOT NULL;
ALTER TABLE "event_participant" ALTER COLUMN "released_in" SET NOT NULL;
ALTER TABLE "attribution" ALTER COLUMN "released_in" SET NOT NULL;
ALTER TABLE "relation" ALTER COLUMN "released_in" SET NOT NULL;

CREATE INDEX "mention_entity_idx" ON "mention" ("entity_id", "id")
  INCLUDE ("released_in", "published", "article_version_id");
CREATE INDEX "event_participant_entity_idx" ON "event_participant" ("entity_id", "report_id", "position")
  INCLUDE ("role", "event_id", "modality", "released_in", "published", "article_version_id");
CREATE INDEX "attribution_agent_idx" ON "attribution" ("agent_id", "statement_id", "position")
  INCLUDE ("role", "before_id", "after_id", "last", "figures", "released_in", "published", "article_version_id");
CREATE INDEX "relation_subject_idx" ON "relation" ("subject_id", "id")
  INCLUDE ("object_id", "type", "polarity", "released_in", "published", "article_version_id");
CREATE INDEX "relation_object_idx" ON "relation" ("object_id", "id")
  INCLUDE ("subject_id", "type", "polarity", "released_in", "published", "article_version_id");

-- When a version ends cannot be carried, since that changes. Few ever do.
CREATE INDEX "article_version_ended_idx" ON "article_version" ("id") INCLUDE ("superseded_in")
  WHERE "superseded_in" < 2147483647;

ANALYZE "entity_report";
ANALYZE "mention";
ANALYZE "event_participant";
ANALYZE "attribution";
ANALYZE "relation";
