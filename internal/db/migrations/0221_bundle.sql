-- +goose Up
-- Several matters asked for at once, on one form.
CREATE TABLE case_bundle (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    bundle     TEXT   NOT NULL, -- of the packs
    lead       TEXT   NOT NULL, -- the case whose answers serve the others
    parts      TEXT   NOT NULL, -- matter=case, with blanks between them
    channel    TEXT   NOT NULL,
    person     TEXT   NOT NULL, -- the applicant, of this county
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_bundle_opened ON case_bundle (county, opened);
CREATE INDEX case_bundle_person ON case_bundle (county, person);

-- +goose Down
DROP TABLE case_bundle;
