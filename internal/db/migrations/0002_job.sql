-- +goose Up
-- Work to be done later, and how far each listener has heard the news. Neither
-- is a business record. On Citus both stay local tables of the coordinator.

CREATE TABLE task (
    county   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    key      TEXT   NOT NULL, -- one open task of a kind has this key
    body     TEXT   NOT NULL,
    due      BIGINT NOT NULL,
    attempt  BIGINT NOT NULL, -- how often it was taken
    leased   BIGINT NOT NULL, -- until when somebody works on it; 0: nobody
    ended    BIGINT,          -- when it was done or given up
    failure  TEXT,            -- the code of the last failure
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX task_open ON task (county, kind, key) WHERE ended IS NULL;
CREATE INDEX task_due ON task (due) WHERE ended IS NULL;

CREATE TABLE heard (
    county   TEXT   NOT NULL,
    listener TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (county, listener)
);

-- +goose Down
DROP TABLE heard;
DROP TABLE task;
