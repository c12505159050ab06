-- +goose Up
-- Leads: families who may need an office, why, and what was made of them. county
-- is the county that is responsible.

CREATE TABLE lead (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- XS-320613-2025-00001
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL, -- or empty
    household  TEXT   NOT NULL, -- or empty
    name       TEXT,
    division   TEXT   NOT NULL, -- responsible: twelve digits
    state      TEXT   NOT NULL, -- new, accepted, visited, case, closed
    level      TEXT   NOT NULL, -- who has to see to it: village, town, county
    colour     TEXT   NOT NULL, -- red, yellow, blue
    due        TEXT,            -- last day for the next step
    notices    BIGINT NOT NULL, -- how often it was told that it is late
    reported   BIGINT NOT NULL,
    since      BIGINT NOT NULL, -- of the state
    assignee   TEXT   NOT NULL,
    result     TEXT   NOT NULL, -- or empty
    case_county TEXT  NOT NULL,
    casefile   TEXT   NOT NULL, -- begun from it; or empty
    contact    BYTEA,           -- telephone and address, sealed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX lead_opened ON lead (county, opened);
CREATE INDEX lead_household ON lead (county, household) WHERE closed IS NULL;
CREATE INDEX lead_person ON lead (county, person) WHERE closed IS NULL;
CREATE INDEX lead_division ON lead (division, due, id) WHERE closed IS NULL;
CREATE INDEX lead_casefile ON lead (county, casefile) WHERE closed IS NULL;

CREATE TABLE lead_reason (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    lead       TEXT   NOT NULL,
    source     TEXT   NOT NULL, -- signal, village, resident, hotline, department, town
    signal     TEXT   NOT NULL, -- name in the packs; or empty
    title      TEXT   NOT NULL,
    subject    TEXT   NOT NULL, -- person it is about; or empty: the family
    found      TEXT   NOT NULL, -- day
    reporter   TEXT,
    words      TEXT,
    origin     TEXT   NOT NULL, -- such as a call; or empty
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX lead_reason_opened ON lead_reason (county, opened);
CREATE INDEX lead_reason_lead ON lead_reason (county, lead);
CREATE INDEX lead_reason_signal ON lead_reason (county, signal, found);
CREATE INDEX lead_reason_origin ON lead_reason (county, origin);

CREATE TABLE lead_step (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    lead       TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    action     TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    actor_name TEXT,
    unit       TEXT   NOT NULL,
    day        TEXT,            -- of a visit
    met        TEXT,
    words      TEXT,
    photo      TEXT   NOT NULL, -- id of a file; or empty
    once       TEXT   NOT NULL, -- one-time key of the form; or empty
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX lead_step_opened ON lead_step (county, opened);
CREATE INDEX lead_step_lead ON lead_step (county, lead);
CREATE INDEX lead_step_once ON lead_step (county, once);

-- +goose Down
DROP TABLE lead_step;
DROP TABLE lead_reason;
DROP TABLE lead;
