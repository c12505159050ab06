-- +goose Up
-- The register of people with a low income: everybody who belongs to a tier, by what
-- he was recognised as. county is the county that is responsible, id the person.

CREATE TABLE low_income (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- person
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    household  TEXT   NOT NULL,
    tier       TEXT   NOT NULL, -- T1 to T6
    basis      TEXT   NOT NULL, -- programme or list that says so
    division   TEXT   NOT NULL, -- responsible: twelve digits
    name       TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX low_income_opened ON low_income (county, opened);
CREATE INDEX low_income_household ON low_income (county, household) WHERE closed IS NULL;
CREATE INDEX low_income_division ON low_income (division, household, id) WHERE closed IS NULL;

-- +goose Down
DROP TABLE low_income;
