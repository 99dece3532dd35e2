-- Of the lengths that few chains have, whether a list is asked for those was seen statement by statement.
CREATE INDEX "statement_chain_length_id_idx" ON "statement"("chain_length", "id");
