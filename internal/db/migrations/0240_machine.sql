-- +goose Up
-- Programs of other offices that may call: what they may do, and their keys. Of a
-- key only the hash is kept.

CREATE TABLE machine (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name         TEXT    NOT NULL, -- as the journal has it, after "client:"
    title        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    contact      TEXT,             -- who answers for it there
    posts        TEXT    NOT NULL, -- role:division, blanks between
    purposes     TEXT    NOT NULL,
    scopes       TEXT    NOT NULL,
    callbacks    TEXT    NOT NULL, -- beginnings of addresses that may be told news
    rate         BIGINT  NOT NULL, -- calls a minute
    until        TEXT    NOT NULL, -- last day
    revoked      BOOLEAN NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX machine_opened ON machine (county, opened);
CREATE UNIQUE INDEX machine_name ON machine (county, name) WHERE closed IS NULL;

CREATE TABLE machine_key (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    machine TEXT    NOT NULL,
    hash    BYTEA   NOT NULL, -- SM3 of the secret
    until   TEXT    NOT NULL, -- last day
    revoked BOOLEAN NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX machine_key_opened ON machine_key (county, opened);
CREATE INDEX machine_key_machine ON machine_key (county, machine);

-- When a client called last, to five minutes. Nothing is decided by it.
CREATE TABLE machine_use (
    county  TEXT   NOT NULL,
    machine TEXT   NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (county, machine)
);

-- +goose Down
DROP TABLE machine_use;
DROP TABLE machine_key;
DROP TABLE machine;
