-- Of the lengths that few chains have, whether a list is asked for those was seen statement by statement.
CREATE INDEX "statement_chain_length_id_idx" ON "statement"("chain_length", "id");

-- How many reports speak of some days, in a list of events as they were known by a day, PostgreSQL would
-- guess to be one in a hundred.
CREATE STATISTICS "event_report_period" ON (daterange("earliest", "latest", '[]')) FROM "event_report";
ANALYZE "event_report";
