-- What a page of figures is made of is stored as it is served, where it depends on nothing else:
-- there are more than a hundred references on it, and to make the JSON of each anew, and that of
-- each quantity and time, took PostgreSQL a quarter of its time. The JSON depends on no setting
-- (dates in it are always of ISO 8601), which PostgreSQL cannot know of row_to_json().

CREATE FUNCTION entity_reference(id text, name text, type "EntityType") RETURNS json
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT row_to_json(r) FROM (SELECT id, name, type) r);

CREATE FUNCTION event_reference(id text, title text, type "EventType") RETURNS json
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT row_to_json(r) FROM (SELECT id, title, type) r);

CREATE FUNCTION quantity_json(value numeric, lower numeric, upper numeric, lower_inclusive boolean,
    upper_inclusive boolean, qualifier "Qualifier", words text) RETURNS json
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT row_to_json(q) FROM (SELECT value, lower, upper,
    lower_inclusive AS "lowerInclusive", upper_inclusive AS "upperInclusive", qualifier,
    words AS "text") q);

CREATE FUNCTION time_json(edtf text, earliest date, latest date, fineness "TimePrecision",
    words text, basis "TimeBasis") RETURNS json
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT row_to_json(t) FROM (SELECT edtf, earliest, latest, fineness AS "precision",
    words AS "text", basis) t);

ALTER TABLE "entity_state"
  ADD COLUMN "reference" JSON GENERATED ALWAYS AS (entity_reference("slug", "name", "type")) STORED;
ALTER TABLE "event_state"
  ADD COLUMN "reference" JSON GENERATED ALWAYS AS (event_reference("slug", "title", "type")) STORED;
ALTER TABLE "figure"
  ADD COLUMN "quantity_json" JSON GENERATED ALWAYS AS (quantity_json("value", "lower", "upper",
    "lower_inclusive", "upper_inclusive", "qualifier", "quantity_text")) STORED,
  ADD COLUMN "as_of_json" JSON GENERATED ALWAYS AS (time_json("edtf", "earliest", "latest", "precision",
    "time_text", "basis")) STORED;
