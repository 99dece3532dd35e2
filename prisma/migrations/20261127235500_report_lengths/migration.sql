-- By a day the time of an event is that of one of its reports: those that go on beyond another day are found as
-- those of the events themselves are.
CREATE INDEX "event_report_period_length_idx" ON "event_report"
  (period_length("earliest", "latest"), (coalesce("latest", "earliest", '-infinity')), "event_id",
    (coalesce("earliest", '-infinity')), "published", "released_in")
  WHERE period_length("earliest", "latest") IS NOT NULL;

ANALYZE "event_report";
