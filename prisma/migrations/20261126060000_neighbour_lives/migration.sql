-- Who stood beside a source in an old release: of states that ended, a btree has those that began by
-- then or those that ended after, and both are nearly all. A range has both bounds; agent and step in
-- front of either make one range of each state, and no two of different sources meet.
CREATE INDEX "source_neighbour_life_idx" ON "source_neighbour" USING GIST (int8range(
    (("agent_id"::bigint * "step") << 31) + "released_in",
    (("agent_id"::bigint * "step") << 31) + "superseded_in"))
  WHERE "superseded_in" < 2147483647;

ANALYZE "source_neighbour";
