-- +goose Up
-- Calls of programs that carry a key of their own, so that one that is sent twice is
-- done once and answered twice.

CREATE TABLE api_call (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- of client and key, hashed
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    client TEXT   NOT NULL,
    route  TEXT   NOT NULL,
    hash   BYTEA  NOT NULL, -- SM3 of what was sent
    state  TEXT   NOT NULL, -- begun, answered, free
    until  BIGINT NOT NULL, -- begun: when it counts as broken off
    answer BYTEA,           -- sealed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX api_call_opened ON api_call (county, opened);

-- +goose Down
DROP TABLE api_call;
