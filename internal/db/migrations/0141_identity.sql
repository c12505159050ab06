-- +goose Up
-- Who of the staff is who at another system that proves identities. What that
-- system calls somebody may be a citizen's number, so it is kept as a blind index.

CREATE TABLE identity (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    staff  TEXT  NOT NULL,
    issuer TEXT  NOT NULL,
    who    BYTEA NOT NULL, -- blind index of issuer and subject
    hint   TEXT,           -- the end of the subject, to tell two apart
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX identity_opened ON identity (county, opened);
CREATE INDEX identity_who ON identity (county, who);
CREATE INDEX identity_staff ON identity (county, staff);

-- +goose Down
DROP TABLE identity;
