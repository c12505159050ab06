-- +goose Up
-- Messages to telephones: whether each has left, so that a clerk can say why none
-- came. What a message said is in no row; the id is that of the code it carries.

CREATE TABLE outgoing (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    phone   TEXT,            -- masked
    people  TEXT,            -- county/id of those who have the telephone, blanks between
    state   TEXT   NOT NULL, -- waiting, sent, failed, replaced
    failure TEXT   NOT NULL, -- code of the last failure, or empty
    tries   BIGINT NOT NULL,
    made    BIGINT NOT NULL,
    until   BIGINT NOT NULL, -- after which it is of no use to anybody
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX outgoing_opened ON outgoing (county, opened);
CREATE INDEX outgoing_made ON outgoing (county, made) WHERE closed IS NULL;

-- +goose Down
DROP TABLE outgoing;
