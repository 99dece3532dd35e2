-- An index for each order that is asked for and had none.

-- The largest numbers of a measure: those of all figures are of other measures.
CREATE INDEX "figure_measure_value_asc_idx" ON "figure" ("measure_id", (coalesce("value", 'Infinity')), "id");
CREATE INDEX "figure_measure_value_desc_idx" ON "figure" ("measure_id", (coalesce("value", '-Infinity')), "id");

-- Who stands beside a source most often, as it is now.
CREATE INDEX "source_neighbour_statements_idx" ON "source_neighbour" ("agent_id", "step", "statements" DESC, "beside_id", "released_in") WHERE "superseded_in" = 2147483647;

-- By a day, events are put together from reports, in the orders that their states have.
CREATE INDEX "event_report_time_asc_idx" ON "event_report" ((coalesce("earliest", "latest", 'infinity')), "event_id");
CREATE INDEX "event_report_time_desc_idx" ON "event_report" ((coalesce("latest", "earliest", '-infinity')), "event_id");
CREATE INDEX "event_report_title_idx" ON "event_report" ((fold("title") COLLATE "C"), "event_id");
CREATE INDEX "event_sort_slug_idx" ON "event" (("slug" COLLATE "C"), "id");
CREATE INDEX "entity_sort_slug_idx" ON "entity" (("slug" COLLATE "C"), "id");
