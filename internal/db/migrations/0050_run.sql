-- +goose Up
-- Whole-city rechecks: what a run judged, with which packs, and what it would change.

-- The packs a run judged by, whole, under their hash.
CREATE TABLE bundle (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    files      BYTEA  NOT NULL, -- a zip of every file
    PRIMARY KEY (county, id, opened)
);

-- One run in one county. id is the run's; it is the same in every county.
CREATE TABLE run (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    city       TEXT   NOT NULL,
    as_of      TEXT   NOT NULL,
    bundle     TEXT   NOT NULL,
    snapshot   TEXT   NOT NULL, -- SM3 of the facts
    outcome    TEXT   NOT NULL, -- SM3 of the results
    households BIGINT NOT NULL,
    persons    BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);

-- What a run would change, for a person to decide. The newest run closes what
-- no longer differs.
CREATE TABLE proposal (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run           TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    programme     TEXT   NOT NULL,
    household     TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    amount_before BIGINT NOT NULL,
    amount_after  BIGINT NOT NULL,
    covered       BIGINT NOT NULL,
    reasons       TEXT   NOT NULL,
    missing       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX proposal_open ON proposal (county, programme, kind) WHERE closed IS NULL;

-- +goose Down
DROP TABLE proposal;
DROP TABLE run;
DROP TABLE bundle;
