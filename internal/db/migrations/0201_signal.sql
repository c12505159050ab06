-- +goose Up
-- Signals: where they are switched on and by whom, what trials have shown, and what
-- each run has found. county is the region the act is for: a county, or a city for
-- all of its counties.

CREATE TABLE signal_switch (
    county     TEXT    NOT NULL,
    id         TEXT    NOT NULL, -- name of the signal
    opened     BIGINT  NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA   NOT NULL,
    runs       BOOLEAN NOT NULL,
    day        TEXT    NOT NULL,
    by_name    TEXT,
    words      TEXT,
    trial      TEXT    NOT NULL, -- id of the trial that was looked at; or empty
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX signal_switch_opened ON signal_switch (county, opened);

CREATE TABLE signal_trial (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    signal     TEXT   NOT NULL,
    day        TEXT   NOT NULL, -- of the facts
    packs      TEXT   NOT NULL, -- hash
    found      BIGINT NOT NULL,
    served     BIGINT NOT NULL,
    granted    BIGINT NOT NULL,
    wrong      BIGINT NOT NULL,
    towns      TEXT   NOT NULL, -- JSON: the same by town
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX signal_trial_opened ON signal_trial (county, opened);
CREATE INDEX signal_trial_signal ON signal_trial (county, signal);

CREATE TABLE signal_run (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    day        TEXT   NOT NULL,
    snapshot   TEXT   NOT NULL, -- hash of the facts
    found      BIGINT NOT NULL,
    leads      BIGINT NOT NULL, -- opened
    joined     BIGINT NOT NULL,
    signals    TEXT   NOT NULL, -- JSON: how many each signal found
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX signal_run_opened ON signal_run (county, opened);

-- +goose Down
DROP TABLE signal_run;
DROP TABLE signal_trial;
DROP TABLE signal_switch;
