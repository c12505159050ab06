-- +goose Up
-- Other systems that ask by SPDCI: who they are and what they may know, the keys we
-- sign with, what they asked and were told, what they subscribed to, and what is on
-- its way to them. All of it concerns no county, so the county is 000000.

CREATE TABLE spdci_sender (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name   TEXT  NOT NULL, -- as it stands in sender_id
    secret BYTEA NOT NULL, -- SM3 of the client secret, which was drawn and never chosen
    entry  TEXT  NOT NULL, -- what it may: JSON of the type Sender
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX spdci_sender_opened ON spdci_sender (county, opened);
CREATE INDEX spdci_sender_name ON spdci_sender (county, name);

CREATE TABLE spdci_key (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    algorithm TEXT   NOT NULL,
    secret    BYTEA  NOT NULL, -- sealed
    made      BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX spdci_key_opened ON spdci_key (county, opened);

CREATE TABLE spdci_subscription (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- the code the subscriber was given
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    sender TEXT  NOT NULL,
    event  TEXT  NOT NULL,
    state  TEXT  NOT NULL, -- subscribe, unsubscribe
    terms  BYTEA NOT NULL, -- sealed JSON of the type terms: a filter may name a person
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX spdci_subscription_opened ON spdci_subscription (county, opened);
CREATE INDEX spdci_subscription_sender ON spdci_subscription (county, sender);

-- A message that was taken. It is no version: its state goes on until it is answered.
CREATE TABLE spdci_txn (
    county      TEXT   NOT NULL,
    id          TEXT   NOT NULL, -- the correlation_id
    sender      TEXT   NOT NULL,
    message     TEXT   NOT NULL, -- message_id
    transaction_id TEXT NOT NULL,
    action      TEXT   NOT NULL,
    registry    TEXT   NOT NULL,
    uri         TEXT   NOT NULL, -- where the callback goes; empty: it was answered at once
    digest      TEXT   NOT NULL, -- of the request, SM3
    state       TEXT   NOT NULL, -- rcvd, pdng, succ, rjct
    received    BIGINT NOT NULL,
    answered    BIGINT NOT NULL, -- 0: not yet
    items       BIGINT NOT NULL,
    people      BIGINT NOT NULL, -- how many records were handed out
    consent     TEXT   NOT NULL, -- which consent the request named
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX spdci_txn_message ON spdci_txn (county, sender, message);
CREATE UNIQUE INDEX spdci_txn_transaction ON spdci_txn (county, sender, action, transaction_id);
CREATE INDEX spdci_txn_received ON spdci_txn (county, received);

CREATE TABLE spdci_reference (
    county    TEXT NOT NULL,
    sender    TEXT NOT NULL,
    reference TEXT NOT NULL,
    txn       TEXT NOT NULL,
    PRIMARY KEY (county, sender, reference, txn)
);
CREATE INDEX spdci_reference_txn ON spdci_reference (county, txn);

-- What came and what was answered, sealed in parts, for some days.
CREATE TABLE spdci_body (
    county TEXT   NOT NULL,
    txn    TEXT   NOT NULL,
    sort   TEXT   NOT NULL, -- request, response
    part   BIGINT NOT NULL,
    sealed BYTEA  NOT NULL,
    PRIMARY KEY (county, txn, sort, part)
);

-- Callbacks and notifications that are on their way. Those of a lane leave in order.
CREATE TABLE spdci_outbox (
    county TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    lane   TEXT   NOT NULL, -- a subscription, or a transaction
    source TEXT   NOT NULL, -- what it tells of; once in a lane
    sender TEXT   NOT NULL,
    uri    TEXT   NOT NULL,
    action TEXT   NOT NULL,
    made   BIGINT NOT NULL,
    state  TEXT   NOT NULL, -- waiting, sent, dropped
    ended  BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX spdci_outbox_source ON spdci_outbox (county, lane, source);

CREATE TABLE spdci_token (
    county  TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    sender  TEXT   NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (county, hash)
);

-- Up to which act of a county subscribers have been told.
CREATE TABLE spdci_told (
    county TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (county)
);

-- +goose Down
DROP TABLE spdci_told;
DROP TABLE spdci_token;
DROP TABLE spdci_outbox;
DROP TABLE spdci_body;
DROP TABLE spdci_reference;
DROP TABLE spdci_txn;
DROP TABLE spdci_subscription;
DROP TABLE spdci_key;
DROP TABLE spdci_sender;
