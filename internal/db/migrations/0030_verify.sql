-- +goose Up
-- Letters by which somebody lets departments be asked about him. county is the
-- home county of the person.

CREATE TABLE authorisation (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person    TEXT NOT NULL,
    number    TEXT NOT NULL, -- of the letter
    business  TEXT NOT NULL, -- codes with blanks between them
    classes   TEXT NOT NULL, -- data classes with blanks between them
    signed    TEXT NOT NULL,
    ends      TEXT,          -- last day; NULL: until the benefit ends or it is withdrawn
    withdrawn TEXT,          -- first day on which it no longer holds
    signer    TEXT,
    capacity  TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX authorisation_opened ON authorisation (county, opened);
CREATE INDEX authorisation_person ON authorisation (county, person, number);

-- +goose Down
DROP TABLE authorisation;
