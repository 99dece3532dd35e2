-- What ties entities is stored as a graph reads it. Of each entity it reads hundreds of ties to find
-- the few that lead to another of its entities: to join participants, to turn links both ways and to
-- ask of each whether its version has ended took longer than to read them.

CREATE TYPE "TiePart" AS ENUM ('subject', 'object', 'participant', 'agent');

CREATE TABLE "tie" (
    "entity_id" INTEGER NOT NULL,
    "part" "TiePart" NOT NULL,
    "id" SERIAL NOT NULL,
    "other_id" INTEGER NOT NULL,
    "proof" INTEGER NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "published" DATE,
    "outward" BOOLEAN,
    "type" TEXT,
    "role" "ParticipantRole",
    "other_role" "ParticipantRole",
    "modality" "Modality"
);

-- From here on each load adds its own, in the same order (src/bundle/ties.ts).
INSERT INTO "tie" ("entity_id", "part", "other_id", "proof", "article_version_id", "superseded_in",
  "published", "outward", "type", "role", "other_role", "modality")
SELECT t."entity_id", t."part", t."other_id", t."proof", v."id", v."superseded_in", v."latest",
  t."outward", t."type", t."role", t."other_role", t."modality"
FROM (
  SELECT r."article_version_id", r."id" AS "row", 0 AS "nth", 0 AS "least", way.*, r."id" AS "proof",
    r."type",
    NULL::"ParticipantRole" AS "role", NULL::"ParticipantRole" AS "other_role",
    NULL::"Modality" AS "modality"
  FROM "relation" r CROSS JOIN LATERAL (VALUES
    ("subject_id", 'subject'::"TiePart", "object_id", TRUE),
    ("object_id", 'object', "subject_id", FALSE)) AS way("entity_id", "part", "other_id", "outward")
  WHERE r."polarity" <> 'negative'
  UNION ALL
  SELECT mine."article_version_id", mine."report_id", mine."position", other."position", mine."entity_id",
    'participant', other."entity_id", NULL, mine."event_id", NULL, mine."role", other."role",
    mine."modality"
  FROM "event_participant" mine JOIN "event_participant" other USING ("report_id")
  WHERE mine."modality" <> 'negated'
  UNION ALL
  SELECT a."article_version_id", a."statement_id", a."position", (NOT way."outward")::int, a."agent_id",
    'agent', way.*, a."statement_id", NULL, NULL, NULL, NULL
  FROM "attribution" a CROSS JOIN LATERAL (VALUES ("before_id", FALSE), ("after_id", TRUE))
    AS way("other_id", "outward")
) t JOIN "article_version" v ON v."id" = t."article_version_id"
WHERE t."entity_id" <> t."other_id"
ORDER BY v."id", t."part", t."row", t."nth", t."least";

ALTER TABLE "tie" ADD CONSTRAINT "tie_pkey" PRIMARY KEY ("entity_id", "part", "id")
  INCLUDE ("other_id", "proof", "superseded_in", "published", "outward", "type", "role", "other_role",
    "modality");
CREATE INDEX "tie_article_version_id_idx" ON "tie"("article_version_id");
ALTER TABLE "tie" ADD CONSTRAINT "tie_article_version_id_fkey"
  FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ANALYZE "tie";

ALTER TABLE "release" ADD COLUMN "last_tie" INTEGER NOT NULL DEFAULT 2147483647;

UPDATE "release" r SET "last_tie" = coalesce(k."last", 0) FROM (
  SELECT n."number", max(b."last") OVER (ORDER BY n."number") AS "last"
  FROM "release" n LEFT JOIN (SELECT v."released_in", max(t."id") AS "last"
    FROM "tie" t JOIN "article_version" v ON v."id" = t."article_version_id" GROUP BY 1
  ) b ON b."released_in" = n."number"
) k WHERE k."number" = r."number";

-- Nothing else read these.
DROP INDEX "event_participant_entity_idx";
ALTER TABLE "event_participant" DROP COLUMN "article_version_id", DROP COLUMN "event_id",
  DROP COLUMN "modality", DROP COLUMN "released_in", DROP COLUMN "published";
DROP INDEX "relation_subject_idx";
DROP INDEX "relation_object_idx";
ALTER TABLE "relation" DROP COLUMN "polarity";
ALTER TABLE "release" DROP COLUMN "last_event_report";
CREATE INDEX "relation_subject_id_id_idx" ON "relation"("subject_id", "id");
CREATE INDEX "relation_object_id_id_idx" ON "relation"("object_id", "id");
