-- +goose Up
-- The register of families whose basic living is at risk: a family with its level, what
-- says so, who set it otherwise, and by when it is visited. Its id is the household's.
CREATE TABLE household_risk (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- the household
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,            -- day since which it has this level
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name       TEXT,            -- of whoever stands for the family
    division   TEXT   NOT NULL, -- twelve digits
    members    BIGINT NOT NULL,
    level      TEXT   NOT NULL, -- of risks.yaml; unclear; none: a person said so; left
    judged     TEXT   NOT NULL, -- the level by the conditions; unclear; none
    conditions TEXT   NOT NULL, -- that hold, blanks around each
    unclear    TEXT   NOT NULL, -- condition:fact,fact that is missing, blanks around each
    entered    TEXT   NOT NULL, -- day on which the family came into the register
    visited    TEXT,            -- day of the last visit, for whatever reason
    visit_on   TEXT,            -- by which it is visited next
    set_until  TEXT,            -- last day of a level that a person has set
    set_words  TEXT,            -- why
    set_by     TEXT   NOT NULL, -- who
    note       TEXT   NOT NULL, -- what this version changed
    by_name    TEXT   NOT NULL, -- who changed it; empty: the program
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX household_risk_division ON household_risk (division, id);
CREATE INDEX household_risk_opened ON household_risk (county, opened);

-- How many families the last run looked at, and of how many it could not judge what.
CREATE TABLE risk_run (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- the county
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    day        TEXT   NOT NULL,
    families   BIGINT NOT NULL,
    unjudged   TEXT   NOT NULL, -- families by condition, JSON
    PRIMARY KEY (county, id, opened)
);

-- +goose Down
DROP TABLE risk_run;
DROP TABLE household_risk;
