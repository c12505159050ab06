-- +goose Up
-- To whom news is told outside, and what is still to be told.

CREATE TABLE webhook (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    client TEXT    NOT NULL, -- id of the machine
    url    TEXT    NOT NULL,
    topics TEXT    NOT NULL, -- blanks between
    scheme TEXT    NOT NULL, -- hmac-sha256, sm2-sm3
    secret BYTEA   NOT NULL, -- sealed
    ended  BOOLEAN NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX webhook_opened ON webhook (county, opened);
CREATE INDEX webhook_client ON webhook (county, client);

-- One piece of news for one receiver. The ids ascend in the order in which the news
-- was heard, which is the order in which it is told.
CREATE TABLE webhook_delivery (
    county  TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    webhook TEXT   NOT NULL,
    news    TEXT   NOT NULL, -- COUNTY-ACT-N: stable
    place   TEXT   NOT NULL, -- county of the news
    topic   TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    told    BIGINT NOT NULL, -- when the act was
    state   TEXT   NOT NULL, -- waiting, sent, dead, passed
    tries   BIGINT NOT NULL,
    status  BIGINT NOT NULL, -- of the last answer; 0: none
    failure TEXT   NOT NULL,
    tried   BIGINT NOT NULL, -- when last; 0: never
    PRIMARY KEY (county, id)
);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (county, webhook, id) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_dead ON webhook_delivery (county, webhook, id) WHERE state = 'dead';
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (county, webhook, news);

-- +goose Down
DROP TABLE webhook_delivery;
DROP TABLE webhook;
