-- Of what lasts beyond some day the end was looked up of all periods that contain it, the more the more there
-- are. Now an index has those of about a length in the order of their ends: beyond the day they lie near it.

-- How long a period is, roughly: up to a month, to a year and a half, or longer. Null of what goes beyond no day
-- that it has begun by: a single day, and what is open at its end.
CREATE FUNCTION period_length(earliest date, latest date) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN latest > earliest THEN width_bucket(latest - earliest, ARRAY[32, 512])
    WHEN earliest IS NULL AND latest IS NOT NULL THEN 2 END;

CREATE INDEX "article_version_period_length_idx" ON "article_version"
  (period_length("earliest", "latest"), (coalesce("latest", "earliest", '-infinity')), "article_id",
    (coalesce("earliest", '-infinity')))
  WHERE period_length("earliest", "latest") IS NOT NULL;
CREATE INDEX "event_state_period_length_idx" ON "event_state"
  (period_length("earliest", "latest"), (coalesce("latest", "earliest", '-infinity')), "event_id",
    (coalesce("earliest", '-infinity')))
  WHERE period_length("earliest", "latest") IS NOT NULL;
CREATE INDEX "statement_period_length_idx" ON "statement"
  (period_length("earliest", "latest"), (coalesce("latest", "earliest", '-infinity')), "id",
    (coalesce("earliest", '-infinity')), "published", "released_in")
  WHERE period_length("earliest", "latest") IS NOT NULL;
CREATE INDEX "figure_period_length_idx" ON "figure"
  (period_length("earliest", "latest"), (coalesce("latest", "earliest", '-infinity')), "id",
    (coalesce("earliest", '-infinity')), "published", "released_in")
  WHERE period_length("earliest", "latest") IS NOT NULL;

ANALYZE "article_version";
ANALYZE "event_state";
ANALYZE "statement";
ANALYZE "figure";
