-- A part of a word is found by its letters, of which each stands in much else: what an index of letters
-- has for a name was ten times as long in coming as what an index of words has. So the words of all texts
-- are kept, in which a part of one is looked up first. From here on each load adds its own
-- (src/bundle/words.ts). For what is in very many of them there are the letters, as before.

-- The words of a text, folded. What is too long for an index is the empty one.
CREATE FUNCTION all_text_words(words text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_remove(string_to_array(translate(words, E'\n', ' '), ' '), '');
CREATE FUNCTION short_text_words(words text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT DISTINCT CASE WHEN octet_length(word) < 2000 THEN word ELSE '' END
    FROM unnest(all_text_words(words)) word);
CREATE FUNCTION text_words(words text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) < 2000 THEN all_text_words(words) ELSE short_text_words(words) END;

CREATE TABLE "text_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "text_word_pkey" PRIMARY KEY ("word")
);

-- The state of an entity has no word that is not in a report of it.
INSERT INTO "text_word" ("word")
SELECT DISTINCT unnest(text_words(words)) FROM (
  SELECT "search_folded" AS words FROM "article_version"
  UNION ALL SELECT "search_folded" FROM "event_report"
  UNION ALL SELECT "search_folded" FROM "statement"
  UNION ALL SELECT "search_folded" FROM "figure"
  UNION ALL SELECT "search_folded" FROM "relation"
  UNION ALL SELECT fold("description") FROM (SELECT DISTINCT "description" FROM "entity_report") described
) texts;

CREATE INDEX "text_word_word_idx" ON "text_word" USING GIN ("word" gin_trgm_ops);

CREATE INDEX "article_version_text_words_idx" ON "article_version" USING GIN (text_words("search_folded"), octave("article_id"));
CREATE INDEX "entity_state_text_words_idx" ON "entity_state" USING GIN (text_words("search_folded"), octave("entity_id"));
CREATE INDEX "entity_day_state_text_words_idx" ON "entity_day_state" USING GIN (text_words("search_folded"), octave("entity_id"));
CREATE INDEX "event_report_text_words_idx" ON "event_report" USING GIN (text_words("search_folded"), octave("event_id"));
CREATE INDEX "statement_text_words_idx" ON "statement" USING GIN (text_words("search_folded"), octave("id"));
CREATE INDEX "figure_text_words_idx" ON "figure" USING GIN (text_words("search_folded"), octave("id"));
CREATE INDEX "relation_text_words_idx" ON "relation" USING GIN (text_words("search_folded"));

-- Of what is in an expression there are statistics once it is analyzed.
ANALYZE "article_version";
ANALYZE "entity_state";
ANALYZE "entity_day_state";
ANALYZE "event_report";
ANALYZE "figure";
ANALYZE "relation";
ANALYZE "statement";
ANALYZE "text_word";
