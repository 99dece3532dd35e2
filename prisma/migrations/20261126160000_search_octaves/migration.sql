-- A search ranks the first thousand of a kind in the order of their keys, and no index over words has
-- those in any order: all that was found had to be looked at, to know which they are. Now each index says
-- of a key how far on it is, roughly, so that a search begins where the keys do and ends at the thousandth.

-- With it an index over words can have a number beside them.
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

-- In which octave a key is: the first is below 1024, each after it as long as all before it.
CREATE FUNCTION octave(key integer) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(key, ARRAY[1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18,
    1 << 19, 1 << 20, 1 << 21, 1 << 22, 1 << 23, 1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30]);

DROP INDEX "article_version_names_folded_idx", "article_version_search_folded_idx", "article_version_name_terms_idx",
  "entity_state_names_folded_idx", "entity_state_search_folded_idx", "entity_state_name_terms_idx",
  "entity_day_state_names_folded_idx", "entity_day_state_search_folded_idx", "entity_day_state_name_terms_idx",
  "event_report_names_folded_idx", "event_report_search_folded_idx", "event_report_name_terms_idx",
  "statement_names_folded_idx", "statement_search_folded_idx", "statement_name_terms_idx",
  "figure_names_folded_idx", "figure_search_folded_idx", "figure_name_terms_idx";

CREATE INDEX "article_version_names_folded_idx" ON "article_version" USING GIN ("names_folded" gin_trgm_ops, octave("article_id"));
CREATE INDEX "article_version_search_folded_idx" ON "article_version" USING GIN ("search_folded" gin_trgm_ops, octave("article_id"));
CREATE INDEX "article_version_name_terms_idx" ON "article_version" USING GIN (name_terms("names_folded"), octave("article_id"));
CREATE INDEX "entity_state_names_folded_idx" ON "entity_state" USING GIN ("names_folded" gin_trgm_ops, octave("entity_id"));
CREATE INDEX "entity_state_search_folded_idx" ON "entity_state" USING GIN ("search_folded" gin_trgm_ops, octave("entity_id"));
CREATE INDEX "entity_state_name_terms_idx" ON "entity_state" USING GIN (name_terms("names_folded"), octave("entity_id"));
CREATE INDEX "entity_day_state_names_folded_idx" ON "entity_day_state" USING GIN ("names_folded" gin_trgm_ops, octave("entity_id"));
CREATE INDEX "entity_day_state_search_folded_idx" ON "entity_day_state" USING GIN ("search_folded" gin_trgm_ops, octave("entity_id"));
CREATE INDEX "entity_day_state_name_terms_idx" ON "entity_day_state" USING GIN (name_terms("names_folded"), octave("entity_id"));
CREATE INDEX "event_report_names_folded_idx" ON "event_report" USING GIN ("names_folded" gin_trgm_ops, octave("event_id"));
CREATE INDEX "event_report_search_folded_idx" ON "event_report" USING GIN ("search_folded" gin_trgm_ops, octave("event_id"));
CREATE INDEX "event_report_name_terms_idx" ON "event_report" USING GIN (name_terms("names_folded"), octave("event_id"));
CREATE INDEX "statement_names_folded_idx" ON "statement" USING GIN ("names_folded" gin_trgm_ops, octave("id"));
CREATE INDEX "statement_search_folded_idx" ON "statement" USING GIN ("search_folded" gin_trgm_ops, octave("id"));
CREATE INDEX "statement_name_terms_idx" ON "statement" USING GIN (name_terms("names_folded"), octave("id"));
CREATE INDEX "figure_names_folded_idx" ON "figure" USING GIN ("names_folded" gin_trgm_ops, octave("id"));
CREATE INDEX "figure_search_folded_idx" ON "figure" USING GIN ("search_folded" gin_trgm_ops, octave("id"));
CREATE INDEX "figure_name_terms_idx" ON "figure" USING GIN (name_terms("names_folded"), octave("id"));

-- Of what is in an expression there are statistics once it is analyzed.
ANALYZE "article_version";
ANALYZE "entity_state";
ANALYZE "entity_day_state";
ANALYZE "event_report";
ANALYZE "statement";
ANALYZE "figure";
