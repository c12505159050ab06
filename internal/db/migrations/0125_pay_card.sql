-- +goose Up
-- How far a list is on its way through the one-card office of the finance department.
CREATE TABLE pay_card_step (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run    TEXT NOT NULL,
    step   TEXT NOT NULL,
    day    TEXT NOT NULL,
    note   TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_card_step_run ON pay_card_step (county, run);

-- A list of the national system held against ours, and where they differ.
CREATE TABLE pay_national (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    month      TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL,
    here       BIGINT NOT NULL, -- benefits of ours
    there      BIGINT NOT NULL, -- rows of theirs
    agreed     BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE TABLE pay_national_difference (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    comparison TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- here, there or amount
    programme  TEXT   NOT NULL,
    household  TEXT   NOT NULL, -- ours; empty: only there
    name       TEXT,
    tail       TEXT,            -- the last four of the number
    here       BIGINT NOT NULL, -- fen
    there      BIGINT NOT NULL, -- fen
    resolution TEXT   NOT NULL, -- empty: open
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_national_difference_of ON pay_national_difference (county, comparison);

-- +goose Down
DROP TABLE pay_national_difference;
DROP TABLE pay_national;
DROP TABLE pay_card_step;
