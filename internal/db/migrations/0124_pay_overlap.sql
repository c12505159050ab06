-- +goose Up
-- Somebody who would be paid by two benefits that do not go together, here and
-- there. The row is of the one that gives way, and holds it until a person decides.
CREATE TABLE pay_overlap (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person_county TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    programme     TEXT   NOT NULL,
    household     TEXT   NOT NULL,
    beneficiary   TEXT   NOT NULL, -- empty: the household
    entitlement   TEXT   NOT NULL,
    amount        BIGINT NOT NULL,
    other_county      TEXT   NOT NULL,
    other_programme   TEXT   NOT NULL,
    other_household   TEXT   NOT NULL,
    other_entitlement TEXT   NOT NULL,
    other_amount      BIGINT NOT NULL,
    relation      TEXT   NOT NULL, -- exclusive, choice, difference, higher, or same
    source        TEXT   NOT NULL,
    month         TEXT   NOT NULL, -- in which it was found first
    state         TEXT   NOT NULL, -- open, kept, stopped or gone
    words         TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_overlap_household ON pay_overlap (county, household);

-- +goose Down
DROP TABLE pay_overlap;
