-- The names that a search takes for what was meant, and their words, are found as such. By its trigrams
-- an index finds all that has the same letters somewhere, which of a short word is nearly everything.

-- The words of some names, folded, and the names themselves, which begin with a blank: no word has one.
-- Nothing as long as what an index cannot hold is ever looked for.
CREATE FUNCTION all_name_terms(names text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN string_to_array(translate(names, E'\n', ' '), ' ')
    || string_to_array(' ' || replace(names, E'\n', E'\n '), E'\n');
CREATE FUNCTION short_name_terms(names text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT term FROM unnest(all_name_terms(names)) term WHERE octet_length(term) < 2000);
CREATE FUNCTION name_terms(names text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(names) < 2000 THEN all_name_terms(names) ELSE short_name_terms(names) END;

CREATE INDEX "article_version_name_terms_idx" ON "article_version" USING GIN (name_terms("names_folded"));
CREATE INDEX "entity_state_name_terms_idx" ON "entity_state" USING GIN (name_terms("names_folded"));
CREATE INDEX "entity_day_state_name_terms_idx" ON "entity_day_state" USING GIN (name_terms("names_folded"));
CREATE INDEX "event_report_name_terms_idx" ON "event_report" USING GIN (name_terms("names_folded"));
CREATE INDEX "figure_name_terms_idx" ON "figure" USING GIN (name_terms("names_folded"));
CREATE INDEX "relation_name_terms_idx" ON "relation" USING GIN (name_terms("names_folded"));
CREATE INDEX "statement_name_terms_idx" ON "statement" USING GIN (name_terms("names_folded"));

-- Of what is in an expression there are statistics once it is analyzed.
ANALYZE "article_version";
ANALYZE "entity_state";
ANALYZE "entity_day_state";
ANALYZE "event_report";
ANALYZE "figure";
ANALYZE "relation";
ANALYZE "statement";
