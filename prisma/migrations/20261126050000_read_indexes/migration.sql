-- All months of an entity are added up: the index has what is added, so no row is read beside it.
ALTER TABLE "mention_month" DROP CONSTRAINT "mention_month_pkey",
  ADD CONSTRAINT "mention_month_pkey" PRIMARY KEY ("entity_id","superseded_in","month")
    INCLUDE ("released_in", "mentions");

-- Descriptions are looked for among first reports now.
DROP INDEX "entity_report_description_idx";
