-- An index for each order of a list, so that a page costs the same wherever it is and however much
-- is loaded. The expressions are those of the sorts in src/*/queries.ts, with the key that breaks
-- ties; what has no value is last in either direction, so the two directions differ.

CREATE INDEX "article_version_published_asc_idx" ON "article_version" ((coalesce("earliest", "latest", 'infinity')), "article_id");
CREATE INDEX "article_version_published_desc_idx" ON "article_version" ((coalesce("latest", "earliest", '-infinity')), "article_id");
CREATE INDEX "article_version_label_idx" ON "article_version" ((fold("label") COLLATE "C"), "article_id");
CREATE INDEX "article_version_sort_slug_idx" ON "article_version" (("slug" COLLATE "C"), "article_id");

CREATE INDEX "entity_state_name_idx" ON "entity_state" ((fold("name") COLLATE "C"), "entity_id");
CREATE INDEX "entity_state_sort_slug_idx" ON "entity_state" (("slug" COLLATE "C"), "entity_id");

CREATE INDEX "event_state_time_asc_idx" ON "event_state" ((coalesce("earliest", "latest", 'infinity')), "event_id");
CREATE INDEX "event_state_time_desc_idx" ON "event_state" ((coalesce("latest", "earliest", '-infinity')), "event_id");
CREATE INDEX "event_state_title_idx" ON "event_state" ((fold("title") COLLATE "C"), "event_id");
CREATE INDEX "event_state_sort_slug_idx" ON "event_state" (("slug" COLLATE "C"), "event_id");

CREATE INDEX "statement_time_asc_idx" ON "statement" ((coalesce("earliest", "latest", 'infinity')), "id");
CREATE INDEX "statement_time_desc_idx" ON "statement" ((coalesce("latest", "earliest", '-infinity')), "id");

CREATE INDEX "figure_value_asc_idx" ON "figure" ((coalesce("value", 'Infinity')), "id");
CREATE INDEX "figure_value_desc_idx" ON "figure" ((coalesce("value", '-Infinity')), "id");
CREATE INDEX "figure_as_of_asc_idx" ON "figure" ((coalesce("earliest", "latest", 'infinity')), "id");
CREATE INDEX "figure_as_of_desc_idx" ON "figure" ((coalesce("latest", "earliest", '-infinity')), "id");

CREATE INDEX "relation_sort_type_idx" ON "relation" ((fold("type") COLLATE "C"), "id");
