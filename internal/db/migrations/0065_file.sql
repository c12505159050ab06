-- +goose Up
-- What is attached to cases. county is the home county of the case. A file has
-- one version, which is never changed; content comes last, so that whoever
-- lists files does not read it.

CREATE TABLE file (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    owner   TEXT   NOT NULL, -- id of the case
    kind    TEXT   NOT NULL,
    media   TEXT   NOT NULL,
    size    BIGINT NOT NULL, -- of the content before it was sealed, in bytes
    width   BIGINT,          -- of a picture, in pixels
    height  BIGINT,
    pages   BIGINT,          -- of a PDF
    name    TEXT,            -- on the machine it came from
    source  BYTEA,           -- SM3 of what was handed in
    digest  BYTEA,           -- SM3 of the content
    content BYTEA,           -- sealed in pieces
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX file_opened ON file (county, opened);
CREATE INDEX file_owner ON file (county, owner);

-- +goose Down
DROP TABLE file;
