-- +goose Up
-- The chained record of every act, one chain for each county.

CREATE TABLE act (
    county  TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    purpose TEXT   NOT NULL,
    cause   TEXT   NOT NULL,
    note    TEXT   NOT NULL,
    batch   TEXT   NOT NULL, -- the act counts only once this batch is settled; empty: at once
    settles TEXT   NOT NULL, -- the batch that this act settles; empty: none
    entries BIGINT NOT NULL,
    content BYTEA  NOT NULL,
    previous BYTEA NOT NULL,
    hash    BYTEA  NOT NULL,
    PRIMARY KEY (county, seq)
);
CREATE INDEX act_at ON act (county, at);

-- The end of each chain. Its row is what writers of one county queue for.
CREATE TABLE chain (
    county TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    hash   BYTEA  NOT NULL,
    PRIMARY KEY (county)
);

-- Acts that count only once the batch they belong to is closed.
CREATE TABLE provisional (
    county    TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    batch     TEXT   NOT NULL,
    effective BIGINT NOT NULL,
    PRIMARY KEY (county, seq)
);
CREATE INDEX provisional_batch ON provisional (county, batch);

-- What later stages want to hear, written with the act that made it true.
CREATE TABLE news (
    county TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    topic  TEXT   NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (county, seq, n)
);

-- Signed statements of where every chain ended at some moment.
CREATE TABLE checkpoint (
    county    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    body      TEXT   NOT NULL,
    signature TEXT   NOT NULL,
    PRIMARY KEY (county, at)
);

-- +goose Down
DROP TABLE checkpoint;
DROP TABLE news;
DROP TABLE provisional;
DROP TABLE chain;
DROP TABLE act;
