-- +goose Up
-- What was taken in: every file as a batch, the rows set aside, and how far a
-- load has come. Batches concern no county and lie in 000000.

CREATE TABLE feed_batch (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    state        TEXT    NOT NULL, -- open, closed or abandoned
    file         TEXT    NOT NULL, -- its name, without the folder
    sm3          TEXT    NOT NULL, -- of its bytes
    told         TEXT    NOT NULL, -- what the caller said about it, as JSON
    feed         TEXT    NOT NULL,
    register     TEXT    NOT NULL,
    encoding     TEXT    NOT NULL,
    place        TEXT    NOT NULL, -- division whose people the file speaks of
    reference    TEXT    NOT NULL, -- day of which it speaks
    covers_from  TEXT    NOT NULL, -- first day for which it tells all there is; empty: it does not
    covers_to    TEXT    NOT NULL, -- last such day; empty: until somebody says otherwise
    complete     BOOLEAN NOT NULL,
    row_count    BIGINT  NOT NULL,
    accepted     BIGINT  NOT NULL,
    quarantined  BIGINT  NOT NULL,
    unmatched    BIGINT  NOT NULL,
    report       TEXT    NOT NULL, -- JSON, nothing personal in it
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX feed_batch_file ON feed_batch (county, sm3);
CREATE INDEX feed_batch_register ON feed_batch (county, register);

-- A reason why a row was set aside; what it says and the row itself are sealed.
CREATE TABLE quarantine (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    batch       TEXT   NOT NULL,
    record      BIGINT NOT NULL, -- of the file, from 1 after the header
    column_name TEXT   NOT NULL,
    code        TEXT   NOT NULL,
    stage       TEXT   NOT NULL, -- read: the cell could not be read; take: the register did not take it
    sealed      BYTEA,           -- the sentence and the row
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX quarantine_batch ON quarantine (county, batch, record);

-- How far a load has come: moved with every slice, in its transaction.
CREATE TABLE feed_progress (
    county    TEXT   NOT NULL,
    batch     TEXT   NOT NULL,
    record    BIGINT NOT NULL, -- rows up to this one are stored
    holder    TEXT   NOT NULL, -- the program that loads
    leased    BIGINT NOT NULL, -- until when it need not show itself again
    started   BIGINT NOT NULL, -- rows stored as new records
    changed   BIGINT NOT NULL,
    same      BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    unmatched BIGINT NOT NULL,
    aside     BIGINT NOT NULL, -- rows the register did not take
    PRIMARY KEY (county, batch)
);

-- +goose Down
DROP TABLE feed_progress;
DROP TABLE quarantine;
DROP TABLE feed_batch;
