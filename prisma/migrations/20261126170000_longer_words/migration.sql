-- A search asks an index for the words of names in which one stands. They are all in name_word, but
-- for those that are longer than any query: that there are such is said by the empty word, and then it
-- does not ask so. From here on each load says it (src/bundle/words.ts).
INSERT INTO "name_word" ("word")
SELECT ''
WHERE EXISTS (SELECT FROM "entity_state" WHERE "names_folded" ~ '[^ \n]{201}')
  OR EXISTS (SELECT FROM "article_version" WHERE "names_folded" ~ '[^ \n]{201}')
  OR EXISTS (SELECT FROM "event_report" WHERE "names_folded" ~ '[^ \n]{201}')
  OR EXISTS (SELECT FROM "statement" WHERE "names_folded" ~ '[^ \n]{201}');
