-- In the order of time, a list by a day begins with what was published by then. That it speaks of no day
-- after a certain one is known here, so what comes after that need not be passed over.

CREATE TABLE "last_day" (
  "month" DATE NOT NULL,
  "statement" DATE,
  "figure" DATE,

  CONSTRAINT "last_day_pkey" PRIMARY KEY ("month")
);

INSERT INTO "last_day" ("month", "statement", "figure")
SELECT "month", max("statement"), max("figure") FROM (
  SELECT date_trunc('month', "published"::timestamp)::date AS "month",
    coalesce("latest", "earliest") AS "statement", NULL::date AS "figure"
  FROM "statement" WHERE "published" IS NOT NULL
  UNION ALL
  SELECT date_trunc('month', "published"::timestamp)::date, NULL, coalesce("latest", "earliest")
  FROM "figure" WHERE "published" IS NOT NULL
) t GROUP BY "month";
