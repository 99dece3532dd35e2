-- What a word with a slip in it may be meant for is looked up among the words of all names, not in
-- every row that has names. From here on each load adds its own (src/bundle/words.ts).

CREATE TABLE "name_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "name_word_pkey" PRIMARY KEY ("word")
);

INSERT INTO "name_word" ("word")
SELECT DISTINCT word
FROM (
  SELECT DISTINCT unnest("name" || "aliases") AS name FROM "entity_report"
  UNION SELECT "title" FROM "event_report"
  UNION SELECT unnest(ARRAY["label", "headline"]) FROM "article_version"
  UNION SELECT "agent_text" FROM "attribution" WHERE "agent_id" IS NULL
) named, string_to_table(translate(fold(name), E'\n', ' '), ' ') word
WHERE word !~ '^[0-9]*$' AND length(word) <= 200;

CREATE INDEX "name_word_word_idx" ON "name_word" USING GIN ("word" gin_trgm_ops);

ANALYZE "name_word";
