-- +goose Up
-- How a grace pays less towards its end, beside the decision it is of.
CREATE TABLE case_taper (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- of the decision
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    full_until TEXT   NOT NULL, -- last month in full; the month before the grace: none
    reduced    BIGINT NOT NULL, -- a month afterwards
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_taper_opened ON case_taper (county, opened);
CREATE INDEX case_taper_case ON case_taper (county, casefile);

-- +goose Down
DROP TABLE case_taper;
