-- What stands now is read most: of something that many articles changed, an index by the release in
-- which a state began led to all of its states first. And an answer has a hundred references and more,
-- which are read from the index alone.

ALTER TABLE "entity_state" DROP CONSTRAINT "entity_state_pkey",
  ADD CONSTRAINT "entity_state_pkey" PRIMARY KEY ("entity_id","superseded_in")
    INCLUDE ("released_in", "reference");

ALTER TABLE "event_state" DROP CONSTRAINT "event_state_pkey",
  ADD CONSTRAINT "event_state_pkey" PRIMARY KEY ("event_id","superseded_in")
    INCLUDE ("released_in", "reference");

ALTER TABLE "measure_state" DROP CONSTRAINT "measure_state_pkey",
  ADD CONSTRAINT "measure_state_pkey" PRIMARY KEY ("measure_id","superseded_in");
