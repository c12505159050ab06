-- +goose Up
-- A county's answer to a public emergency in some of its towns and villages.
CREATE TABLE response (
    county     TEXT   NOT NULL, -- six digits
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL,
    division   TEXT   NOT NULL, -- of the county, twelve digits
    areas      TEXT   NOT NULL, -- towns and villages, twelve digits each, a blank between
    kind       TEXT   NOT NULL, -- natural, accident, health or security
    title      TEXT   NOT NULL,
    level      TEXT   NOT NULL, -- name of responses.yaml
    began      TEXT   NOT NULL, -- day
    ends       TEXT   NOT NULL, -- day
    state      TEXT   NOT NULL, -- open or ended
    started    BIGINT NOT NULL, -- when it was opened, to measure from
    words      TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX response_division ON response (division, began);

-- A family that is met by it, and what whoever went there found.
CREATE TABLE response_family (
    county     TEXT   NOT NULL, -- of the response
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    response   TEXT   NOT NULL,
    household  TEXT   NOT NULL, -- in the same county
    person     TEXT   NOT NULL, -- who stands for it; empty: not known
    name       TEXT,
    division   TEXT   NOT NULL,
    tiers      TEXT   NOT NULL, -- a blank between
    state      TEXT   NOT NULL, -- listed or visited
    visited_on TEXT,
    manner     TEXT   NOT NULL,
    result     TEXT   NOT NULL, -- safe, help, moved or missed; empty: nobody was there
    body       BYTEA,           -- sealed: what was seen
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX response_family_response ON response_family (county, response, division, id);
CREATE INDEX response_family_household ON response_family (county, household);

-- What was given under it, by a case that may be another county's.
CREATE TABLE response_relief (
    county     TEXT   NOT NULL, -- of the response
    id         TEXT   NOT NULL, -- of the decision
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    response   TEXT   NOT NULL,
    case_county TEXT  NOT NULL,
    casefile   TEXT   NOT NULL,
    household  TEXT   NOT NULL, -- in the county of the case
    number     TEXT   NOT NULL, -- of the case
    amount     BIGINT NOT NULL,
    given      BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX response_relief_response ON response_relief (county, response);
CREATE INDEX response_relief_case ON response_relief (casefile);

-- +goose Down
DROP TABLE response_relief;
DROP TABLE response_family;
DROP TABLE response;
