-- Trigram search and accents. Both extensions are trusted: the owner of a database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

-- What search compares: no capitals, no accents, a space for every mark between words. PostgreSQL
-- calls unaccent() changeable because its dictionary could be edited; here it is not.
CREATE FUNCTION fold(words text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20
  RETURN regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, words)),
    '[-_.,;:!?()[\]{}"''‘’“”«»–—/]', ' ', 'g');

-- CreateEnum
CREATE TYPE "EntityType" AS ENUM ('person', 'organization', 'public_body', 'military_unit', 'group', 'country', 'place');

-- CreateEnum
CREATE TYPE "LocationPrecision" AS ENUM ('exact', 'near', 'district', 'region', 'country');

-- CreateEnum
CREATE TYPE "EventType" AS ENUM ('agree', 'consult', 'support', 'concede', 'cooperate', 'aid', 'retreat', 'request', 'accuse', 'reject', 'threaten', 'protest', 'sanction', 'mobilize', 'coerce', 'assault');

-- CreateEnum
CREATE TYPE "Modality" AS ENUM ('actual', 'future', 'hypothetical', 'negated');

-- CreateEnum
CREATE TYPE "ParticipantRole" AS ENUM ('actor', 'recipient', 'beneficiary', 'victim', 'witness', 'object');

-- CreateEnum
CREATE TYPE "StatementKind" AS ENUM ('assertion', 'estimate', 'offer', 'prediction', 'accusation', 'condemnation', 'denial', 'order', 'background');

-- CreateEnum
CREATE TYPE "Certainty" AS ENUM ('certain', 'probable', 'possible', 'uncommitted');

-- CreateEnum
CREATE TYPE "Polarity" AS ENUM ('positive', 'negative', 'unknown');

-- CreateEnum
CREATE TYPE "AttributionRole" AS ENUM ('origin', 'relay', 'publisher');

-- CreateEnum
CREATE TYPE "LinkType" AS ENUM ('supports', 'contradicts', 'updates', 'denies', 'retracts');

-- CreateEnum
CREATE TYPE "Qualifier" AS ENUM ('exact', 'approximately', 'more_than', 'at_least', 'less_than', 'at_most', 'between', 'indefinite');

-- CreateEnum
CREATE TYPE "Counting" AS ENUM ('cumulative', 'incremental', 'point_in_time', 'unspecified');

-- CreateEnum
CREATE TYPE "TimePrecision" AS ENUM ('time', 'day', 'month', 'season', 'year', 'decade', 'century', 'interval', 'unknown');

-- CreateEnum
CREATE TYPE "TimeBasis" AS ENUM ('stated', 'inferred', 'unknown');

-- CreateTable
CREATE TABLE "release" (
    "number" INTEGER NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "digest" CHAR(64) NOT NULL,

    CONSTRAINT "release_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "article" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,

    CONSTRAINT "article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,

    CONSTRAINT "entity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "measure" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,

    CONSTRAINT "measure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity_state" (
    "entity_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "slug" TEXT NOT NULL,
    "type" "EntityType" NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "description" TEXT,
    "country" CHAR(2),
    "same_as" TEXT[],
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "location_precision" "LocationPrecision",
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "entity_state_pkey" PRIMARY KEY ("entity_id","released_in")
);

-- CreateTable
CREATE TABLE "event_state" (
    "event_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "slug" TEXT NOT NULL,
    "type" "EventType" NOT NULL,
    "mode" TEXT,
    "modality" "Modality" NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT,
    "edtf" TEXT,
    "earliest" DATE,
    "latest" DATE,
    "precision" "TimePrecision" NOT NULL,
    "time_text" TEXT,
    "basis" "TimeBasis" NOT NULL,
    "period" daterange GENERATED ALWAYS AS (daterange(earliest, latest, '[]')) STORED,

    CONSTRAINT "event_state_pkey" PRIMARY KEY ("event_id","released_in")
);

-- CreateTable
CREATE TABLE "measure_state" (
    "measure_id" INTEGER NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "slug" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "sum_of" TEXT[],
    "at_most" TEXT,

    CONSTRAINT "measure_state_pkey" PRIMARY KEY ("measure_id","released_in")
);

-- CreateTable
CREATE TABLE "article_version" (
    "id" SERIAL NOT NULL,
    "article_id" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "released_in" INTEGER NOT NULL,
    "superseded_in" INTEGER NOT NULL DEFAULT 2147483647,
    "label" TEXT NOT NULL,
    "headline" TEXT,
    "publisher_id" INTEGER,
    "byline" TEXT,
    "language" TEXT NOT NULL,
    "url" TEXT,
    "edtf" TEXT,
    "earliest" DATE,
    "latest" DATE,
    "precision" "TimePrecision" NOT NULL,
    "time_text" TEXT,
    "basis" "TimeBasis" NOT NULL,
    "period" daterange GENERATED ALWAYS AS (daterange(earliest, latest, '[]')) STORED,
    "text_sha256" CHAR(64),
    "text_length" INTEGER,
    "digest" CHAR(64) NOT NULL,
    "bundle" JSON NOT NULL,
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "article_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entity_report" (
    "article_version_id" INTEGER NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "type" "EntityType" NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "description" TEXT,
    "country" CHAR(2),
    "same_as" TEXT[],
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "location_precision" "LocationPrecision",

    CONSTRAINT "entity_report_pkey" PRIMARY KEY ("article_version_id","entity_id")
);

-- CreateTable
CREATE TABLE "mention" (
    "id" SERIAL NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "span" JSON NOT NULL,

    CONSTRAINT "mention_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_report" (
    "id" SERIAL NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "event_id" INTEGER NOT NULL,
    "type" "EventType" NOT NULL,
    "mode" TEXT,
    "modality" "Modality" NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT,
    "edtf" TEXT,
    "earliest" DATE,
    "latest" DATE,
    "precision" "TimePrecision" NOT NULL,
    "time_text" TEXT,
    "basis" "TimeBasis" NOT NULL,
    "spans" JSON NOT NULL,
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "event_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_participant" (
    "report_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "entity_id" INTEGER NOT NULL,
    "role" "ParticipantRole" NOT NULL,

    CONSTRAINT "event_participant_pkey" PRIMARY KEY ("report_id","position")
);

-- CreateTable
CREATE TABLE "event_place" (
    "report_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "entity_id" INTEGER NOT NULL,

    CONSTRAINT "event_place_pkey" PRIMARY KEY ("report_id","position")
);

-- CreateTable
CREATE TABLE "statement" (
    "id" SERIAL NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "local_id" TEXT NOT NULL,
    "kind" "StatementKind" NOT NULL,
    "summary" TEXT NOT NULL,
    "certainty" "Certainty" NOT NULL,
    "polarity" "Polarity" NOT NULL,
    "hedges" JSON NOT NULL,
    "edtf" TEXT,
    "earliest" DATE,
    "latest" DATE,
    "precision" "TimePrecision" NOT NULL,
    "time_text" TEXT,
    "basis" "TimeBasis" NOT NULL,
    "period" daterange GENERATED ALWAYS AS (daterange(earliest, latest, '[]')) STORED,
    "chain_length" INTEGER NOT NULL,
    "spans" JSON NOT NULL,
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_link" (
    "statement_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "type" "LinkType" NOT NULL,
    "target_article" INTEGER NOT NULL,
    "target_local_id" TEXT NOT NULL,

    CONSTRAINT "statement_link_pkey" PRIMARY KEY ("statement_id","position")
);

-- CreateTable
CREATE TABLE "attribution" (
    "statement_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "role" "AttributionRole" NOT NULL,
    "agent_id" INTEGER,
    "agent_text" TEXT,
    "verb" TEXT NOT NULL,
    "certainty" "Certainty",
    "span" JSON,

    CONSTRAINT "attribution_pkey" PRIMARY KEY ("statement_id","position")
);

-- CreateTable
CREATE TABLE "statement_entity" (
    "statement_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "entity_id" INTEGER NOT NULL,

    CONSTRAINT "statement_entity_pkey" PRIMARY KEY ("statement_id","position")
);

-- CreateTable
CREATE TABLE "statement_event" (
    "statement_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "event_id" INTEGER NOT NULL,

    CONSTRAINT "statement_event_pkey" PRIMARY KEY ("statement_id","position")
);

-- CreateTable
CREATE TABLE "figure" (
    "id" SERIAL NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "local_id" TEXT NOT NULL,
    "statement_id" INTEGER NOT NULL,
    "measure_id" INTEGER NOT NULL,
    "counting" "Counting" NOT NULL,
    "value" DECIMAL,
    "lower" DECIMAL,
    "upper" DECIMAL,
    "lower_inclusive" BOOLEAN,
    "upper_inclusive" BOOLEAN,
    "qualifier" "Qualifier" NOT NULL,
    "quantity_text" TEXT NOT NULL,
    "range" numrange GENERATED ALWAYS AS (numrange(lower, upper,
      CASE WHEN lower_inclusive THEN '[' ELSE '(' END || CASE WHEN upper_inclusive THEN ']' ELSE ')' END)) STORED,
    "population_id" INTEGER,
    "event_id" INTEGER,
    "place_id" INTEGER,
    "edtf" TEXT,
    "earliest" DATE,
    "latest" DATE,
    "precision" "TimePrecision" NOT NULL,
    "time_text" TEXT,
    "basis" "TimeBasis" NOT NULL,
    "period" daterange GENERATED ALWAYS AS (daterange(earliest, latest, '[]')) STORED,
    "spans" JSON NOT NULL,
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "figure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "relation" (
    "id" SERIAL NOT NULL,
    "article_version_id" INTEGER NOT NULL,
    "local_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject_id" INTEGER NOT NULL,
    "object_id" INTEGER NOT NULL,
    "statement_id" INTEGER NOT NULL,
    "spans" JSON NOT NULL,
    "names" TEXT NOT NULL,
    "search" TEXT NOT NULL,

    CONSTRAINT "relation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "article_slug_key" ON "article"("slug");

-- CreateIndex
CREATE INDEX "article_slug_idx" ON "article" USING GIN ("slug" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "entity_slug_key" ON "entity"("slug");

-- CreateIndex
CREATE INDEX "entity_slug_idx" ON "entity" USING GIN ("slug" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "event_slug_key" ON "event"("slug");

-- CreateIndex
CREATE INDEX "event_slug_idx" ON "event" USING GIN ("slug" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "measure_slug_key" ON "measure"("slug");

-- CreateIndex
CREATE INDEX "measure_slug_idx" ON "measure" USING GIN ("slug" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "entity_state_slug_superseded_in_idx" ON "entity_state"("slug", "superseded_in");

-- CreateIndex
CREATE INDEX "event_state_slug_superseded_in_idx" ON "event_state"("slug", "superseded_in");

-- CreateIndex
CREATE INDEX "event_state_period_idx" ON "event_state" USING GIST ("period");

-- CreateIndex
CREATE INDEX "article_version_slug_superseded_in_idx" ON "article_version"("slug", "superseded_in");

-- CreateIndex
CREATE INDEX "article_version_released_in_idx" ON "article_version"("released_in");

-- CreateIndex
CREATE INDEX "article_version_superseded_in_idx" ON "article_version"("superseded_in");

-- CreateIndex
CREATE INDEX "article_version_publisher_id_idx" ON "article_version"("publisher_id");

-- CreateIndex
CREATE INDEX "article_version_period_idx" ON "article_version" USING GIST ("period");

-- CreateIndex
CREATE UNIQUE INDEX "article_version_article_id_released_in_key" ON "article_version"("article_id", "released_in");

-- CreateIndex
CREATE INDEX "entity_report_entity_id_article_version_id_idx" ON "entity_report"("entity_id", "article_version_id");

-- CreateIndex
CREATE INDEX "mention_entity_id_id_article_version_id_idx" ON "mention"("entity_id", "id", "article_version_id");

-- CreateIndex
CREATE INDEX "mention_article_version_id_idx" ON "mention"("article_version_id");

-- CreateIndex
CREATE INDEX "event_report_event_id_article_version_id_idx" ON "event_report"("event_id", "article_version_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_report_article_version_id_event_id_key" ON "event_report"("article_version_id", "event_id");

-- CreateIndex
CREATE INDEX "event_participant_entity_id_role_idx" ON "event_participant"("entity_id", "role");

-- CreateIndex
CREATE INDEX "event_participant_entity_id_report_id_idx" ON "event_participant"("entity_id", "report_id");

-- CreateIndex
CREATE INDEX "event_place_entity_id_idx" ON "event_place"("entity_id");

-- CreateIndex
CREATE INDEX "statement_period_idx" ON "statement" USING GIST ("period");

-- CreateIndex
CREATE UNIQUE INDEX "statement_article_version_id_local_id_key" ON "statement"("article_version_id", "local_id");

-- CreateIndex
CREATE INDEX "statement_link_target_article_target_local_id_idx" ON "statement_link"("target_article", "target_local_id");

-- CreateIndex
CREATE INDEX "attribution_agent_id_statement_id_idx" ON "attribution"("agent_id", "statement_id");

-- CreateIndex
CREATE INDEX "attribution_verb_statement_id_idx" ON "attribution"("verb", "statement_id");

-- CreateIndex
CREATE INDEX "statement_entity_entity_id_statement_id_idx" ON "statement_entity"("entity_id", "statement_id");

-- CreateIndex
CREATE INDEX "statement_event_event_id_statement_id_idx" ON "statement_event"("event_id", "statement_id");

-- CreateIndex
CREATE INDEX "figure_statement_id_idx" ON "figure"("statement_id");

-- CreateIndex
CREATE INDEX "figure_measure_id_id_idx" ON "figure"("measure_id", "id");

-- CreateIndex
CREATE INDEX "figure_population_id_id_idx" ON "figure"("population_id", "id");

-- CreateIndex
CREATE INDEX "figure_event_id_id_idx" ON "figure"("event_id", "id");

-- CreateIndex
CREATE INDEX "figure_place_id_id_idx" ON "figure"("place_id", "id");

-- CreateIndex
CREATE INDEX "figure_range_idx" ON "figure" USING GIST ("range");

-- CreateIndex
CREATE INDEX "figure_period_idx" ON "figure" USING GIST ("period");

-- CreateIndex
CREATE UNIQUE INDEX "figure_article_version_id_local_id_key" ON "figure"("article_version_id", "local_id");

-- CreateIndex
CREATE INDEX "relation_subject_id_id_idx" ON "relation"("subject_id", "id");

-- CreateIndex
CREATE INDEX "relation_object_id_id_idx" ON "relation"("object_id", "id");

-- CreateIndex
CREATE INDEX "relation_statement_id_idx" ON "relation"("statement_id");

-- CreateIndex
CREATE INDEX "relation_type_id_idx" ON "relation"("type", "id");

-- CreateIndex
CREATE UNIQUE INDEX "relation_article_version_id_local_id_key" ON "relation"("article_version_id", "local_id");

-- AddForeignKey
ALTER TABLE "entity_state" ADD CONSTRAINT "entity_state_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_state" ADD CONSTRAINT "event_state_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "measure_state" ADD CONSTRAINT "measure_state_measure_id_fkey" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_version" ADD CONSTRAINT "article_version_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "article"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_version" ADD CONSTRAINT "article_version_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "entity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entity_report" ADD CONSTRAINT "entity_report_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entity_report" ADD CONSTRAINT "entity_report_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_report" ADD CONSTRAINT "event_report_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_report" ADD CONSTRAINT "event_report_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_participant" ADD CONSTRAINT "event_participant_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "event_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_participant" ADD CONSTRAINT "event_participant_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_place" ADD CONSTRAINT "event_place_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "event_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_place" ADD CONSTRAINT "event_place_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement" ADD CONSTRAINT "statement_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_link" ADD CONSTRAINT "statement_link_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_link" ADD CONSTRAINT "statement_link_target_article_fkey" FOREIGN KEY ("target_article") REFERENCES "article"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attribution" ADD CONSTRAINT "attribution_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attribution" ADD CONSTRAINT "attribution_agent_id_fkey" FOREIGN KEY ("agent_id") REFERENCES "entity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_entity" ADD CONSTRAINT "statement_entity_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_entity" ADD CONSTRAINT "statement_entity_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_event" ADD CONSTRAINT "statement_event_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "statement_event" ADD CONSTRAINT "statement_event_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_measure_id_fkey" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_population_id_fkey" FOREIGN KEY ("population_id") REFERENCES "entity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "figure" ADD CONSTRAINT "figure_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "entity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_article_version_id_fkey" FOREIGN KEY ("article_version_id") REFERENCES "article_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_subject_id_fkey" FOREIGN KEY ("subject_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_object_id_fkey" FOREIGN KEY ("object_id") REFERENCES "entity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_statement_id_fkey" FOREIGN KEY ("statement_id") REFERENCES "statement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What `q` looks into.
CREATE INDEX "article_version_names_idx" ON "article_version" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "article_version_search_idx" ON "article_version" USING GIN (fold("search") gin_trgm_ops);
CREATE INDEX "entity_state_names_idx" ON "entity_state" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "entity_state_search_idx" ON "entity_state" USING GIN (fold("search") gin_trgm_ops);
CREATE INDEX "event_report_names_idx" ON "event_report" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "event_report_search_idx" ON "event_report" USING GIN (fold("search") gin_trgm_ops);
CREATE INDEX "statement_names_idx" ON "statement" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "statement_search_idx" ON "statement" USING GIN (fold("search") gin_trgm_ops);
CREATE INDEX "figure_names_idx" ON "figure" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "figure_search_idx" ON "figure" USING GIN (fold("search") gin_trgm_ops);
CREATE INDEX "relation_names_idx" ON "relation" USING GIN (fold("names") gin_trgm_ops);
CREATE INDEX "relation_search_idx" ON "relation" USING GIN (fold("search") gin_trgm_ops);
