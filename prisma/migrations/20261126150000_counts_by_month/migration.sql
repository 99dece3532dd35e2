-- What stands in what was published by a day is counted as what stands in a release is: each count says
-- too how much of it there was through each month. What mentions were by month is in that. From here on
-- each load keeps it (src/bundle/counts.ts); what has been loaded before is counted below.

ALTER TABLE "mention_count" ADD COLUMN "months" DATE[], ADD COLUMN "mentions_through" INTEGER[];
ALTER TABLE "source_share" ADD COLUMN "months" DATE[], ADD COLUMN "statements_through" INTEGER[],
  ADD COLUMN "figures_through" INTEGER[];
ALTER TABLE "source_neighbour" ADD COLUMN "months" DATE[], ADD COLUMN "statements_through" INTEGER[];
DROP TABLE "mention_month";
TRUNCATE "mention_count", "source_share", "source_neighbour";

-- By its month alone, as that of entity_report.
CREATE INDEX "attribution_month_idx" ON "attribution" ("agent_id", date_trunc('month', "published"::timestamp))
  INCLUDE ("published", "role", "position", "before_id", "after_id", "last", "figures", "released_in", "article_version_id");

-- Of each, what every release changes in every month; the releases in which there is another state; and
-- for each of these what the months had by then, added up from the first month to the last.

INSERT INTO "mention_count" ("entity_id", "released_in", "superseded_in", "months", "mentions", "mentions_through")
WITH version AS (
  SELECT "released_in" AS release, "id", 1 AS sign FROM "article_version"
  UNION ALL SELECT "superseded_in", "id", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
), change AS MATERIALIZED (
  SELECT "entity_id", coalesce(date_trunc('month', "published"::timestamp)::date, 'infinity') AS month, release,
    sum(sign * "mentions") AS mentions
  FROM version v JOIN "entity_report" r ON r."article_version_id" = v."id"
  GROUP BY 1, 2, 3 HAVING sum(sign * "mentions") <> 0
), state AS (
  SELECT "entity_id", release, lead(release, 1, 2147483647) OVER (PARTITION BY "entity_id" ORDER BY release) AS next
  FROM (SELECT DISTINCT "entity_id", release FROM change) c
), monthly AS (
  SELECT s.*, m.month,
    sum(c.mentions) OVER (PARTITION BY s."entity_id", m.month ORDER BY s.release) AS mentions
  FROM state s JOIN (SELECT DISTINCT "entity_id", month FROM change) m USING ("entity_id")
    LEFT JOIN change c USING ("entity_id", month, release)
), added AS (
  SELECT *, sum(mentions) OVER (PARTITION BY "entity_id", release ORDER BY month) AS through
  FROM monthly WHERE mentions <> 0
)
SELECT "entity_id", release, next, array_agg(month ORDER BY month), sum(mentions), array_agg(through ORDER BY month)
FROM added GROUP BY "entity_id", release, next;

INSERT INTO "source_share" ("agent_id", "role", "first", "released_in", "superseded_in", "months",
  "statements", "statements_through", "figures", "figures_through")
WITH version AS (
  SELECT "released_in" AS release, "id", 1 AS sign FROM "article_version"
  UNION ALL SELECT "superseded_in", "id", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
), change AS MATERIALIZED (
  SELECT "agent_id", "role", "position" = 1 AS first,
    coalesce(date_trunc('month', a."published"::timestamp)::date, 'infinity') AS month, release,
    sum(sign) AS statements, sum(sign * "figures") AS figures
  FROM version v JOIN "attribution" a ON a."article_version_id" = v."id"
  WHERE "agent_id" IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0 OR sum(sign * "figures") <> 0
), state AS (
  SELECT "agent_id", "role", first, release,
    lead(release, 1, 2147483647) OVER (PARTITION BY "agent_id", "role", first ORDER BY release) AS next
  FROM (SELECT DISTINCT "agent_id", "role", first, release FROM change) c
), monthly AS (
  SELECT s.*, m.month, sum(c.statements) OVER earlier AS statements, sum(c.figures) OVER earlier AS figures
  FROM state s
    JOIN (SELECT DISTINCT "agent_id", "role", first, month FROM change) m USING ("agent_id", "role", first)
    LEFT JOIN change c USING ("agent_id", "role", first, month, release)
  WINDOW earlier AS (PARTITION BY s."agent_id", s."role", s.first, m.month ORDER BY s.release)
), added AS (
  SELECT *, sum(statements) OVER earlier AS statements_through, sum(figures) OVER earlier AS figures_through
  FROM monthly WHERE statements <> 0 OR figures <> 0
  WINDOW earlier AS (PARTITION BY "agent_id", "role", first, release ORDER BY month)
)
SELECT "agent_id", "role", first, release, next, array_agg(month ORDER BY month),
  sum(statements), array_agg(statements_through ORDER BY month),
  sum(figures), array_agg(figures_through ORDER BY month)
FROM added GROUP BY "agent_id", "role", first, release, next;

-- Who is nobody in particular is 0 here, which joins; as in the key of the table.
INSERT INTO "source_neighbour" ("agent_id", "step", "beside_id", "released_in", "superseded_in", "months",
  "statements", "statements_through")
WITH version AS (
  SELECT "released_in" AS release, "id", 1 AS sign FROM "article_version"
  UNION ALL SELECT "superseded_in", "id", -1 FROM "article_version" WHERE "superseded_in" < 2147483647
), change AS MATERIALIZED (
  SELECT "agent_id", beside.step, coalesce(beside.id, 0) AS id,
    coalesce(date_trunc('month', a."published"::timestamp)::date, 'infinity') AS month, release,
    sum(sign) AS statements
  FROM version v JOIN "attribution" a ON a."article_version_id" = v."id"
    CROSS JOIN LATERAL (VALUES (-1, a."before_id", a."position" > 1), (1, a."after_id", NOT a."last"))
      AS beside(step, id, stands)
  WHERE "agent_id" IS NOT NULL AND beside.stands
  GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0
), state AS (
  SELECT "agent_id", step, id, release,
    lead(release, 1, 2147483647) OVER (PARTITION BY "agent_id", step, id ORDER BY release) AS next
  FROM (SELECT DISTINCT "agent_id", step, id, release FROM change) c
), monthly AS (
  SELECT s.*, m.month,
    sum(c.statements) OVER (PARTITION BY s."agent_id", s.step, s.id, m.month ORDER BY s.release) AS statements
  FROM state s JOIN (SELECT DISTINCT "agent_id", step, id, month FROM change) m USING ("agent_id", step, id)
    LEFT JOIN change c USING ("agent_id", step, id, month, release)
), added AS (
  SELECT *, sum(statements) OVER (PARTITION BY "agent_id", step, id, release ORDER BY month) AS through
  FROM monthly WHERE statements <> 0
)
SELECT "agent_id", step, nullif(id, 0), release, next, array_agg(month ORDER BY month),
  sum(statements), array_agg(through ORDER BY month)
FROM added GROUP BY "agent_id", step, id, release, next;

ANALYZE "mention_count", "source_share", "source_neighbour";
