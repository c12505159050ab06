-- +goose Up
-- Who asks for somebody else on his own phone, and what shows that he may.
CREATE TABLE case_guardian (
    county        TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    opened        BIGINT NOT NULL,
    closed        BIGINT,
    valid_from    TEXT,
    valid_to      TEXT,
    proof         BYTEA  NOT NULL,
    casefile      TEXT   NOT NULL,
    person_county TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    kind          TEXT   NOT NULL, -- of the packs
    state         TEXT   NOT NULL, -- shown, declared, confirmed, refused, objected, settled
    name          TEXT,
    files         TEXT   NOT NULL, -- pictures of the paper
    words         TEXT,            -- of who looked at it, or objected
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_guardian_opened ON case_guardian (county, opened);
CREATE INDEX case_guardian_case ON case_guardian (county, casefile);

-- +goose Down
DROP TABLE case_guardian;
