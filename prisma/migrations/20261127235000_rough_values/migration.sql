-- In the order of their values, figures that are only between two numbers, or in words, come after all that have
-- one. Now an index has those alone, so that the others are not passed over.
CREATE INDEX "figure_rough_value_asc_idx" ON "figure"
  ((coalesce("value", 'Infinity')), "id", "qualifier", "published", "released_in")
  WHERE "qualifier" IN ('between', 'indefinite');
CREATE INDEX "figure_rough_value_desc_idx" ON "figure"
  ((coalesce("value", '-Infinity')), "id", "qualifier", "published", "released_in")
  WHERE "qualifier" IN ('between', 'indefinite');

ANALYZE "figure";
