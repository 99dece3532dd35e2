-- Whoever stood in a chain once, in whatever release. A list of sources in the order of ids, or of those
-- in one role, passed over all entities that never did.

CREATE TABLE "source" (
    "agent_id" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "roles" "AttributionRole"[]
);

-- From here on each load keeps it (src/bundle/source-states.ts).
INSERT INTO "source" ("agent_id", "slug", "roles")
SELECT t."agent_id", e."slug", array_agg(DISTINCT t."role" ORDER BY t."role")
FROM "source_share" t JOIN "entity" e ON e."id" = t."agent_id"
GROUP BY t."agent_id", e."slug";

ALTER TABLE "source"
  ADD CONSTRAINT "source_pkey" PRIMARY KEY ("agent_id"),
  ADD CONSTRAINT "source_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "entity"("id")
    ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "source_sort_slug_idx" ON "source" (("slug" COLLATE "C"), "agent_id");
CREATE INDEX "source_roles_idx" ON "source" USING GIN ("roles");

ANALYZE "source";
