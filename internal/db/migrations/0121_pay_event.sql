-- +goose Up
-- What happened to somebody whose money is paid here: a death, a prison term, a
-- move. It asks for a decision, and holds the money meanwhile.
CREATE TABLE pay_event (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person_county TEXT NOT NULL,
    person        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    day           TEXT NOT NULL, -- on which it happened
    source        TEXT NOT NULL, -- clerk, or register: and which one
    reference     TEXT NOT NULL, -- paper or record that shows it
    note          TEXT,
    state         TEXT NOT NULL, -- open, settled or mistaken
    outcome       TEXT NOT NULL, -- stop, go_on, payee or mistake; empty while it is open
    words         TEXT NOT NULL, -- why it was decided so
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_event_person ON pay_event (county, person_county, person);

-- Whose money an event holds: one row for each benefit.
CREATE TABLE pay_freeze (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    event       TEXT NOT NULL,
    programme   TEXT NOT NULL,
    household   TEXT NOT NULL,
    person      TEXT NOT NULL,
    entitlement TEXT NOT NULL,
    first_month TEXT,          -- the first month that is no longer owed, by rule; NULL: the rule names none
    alone       BOOLEAN NOT NULL, -- nobody else lives on it
    payee       BOOLEAN NOT NULL, -- the money goes to him
    state       TEXT NOT NULL, -- frozen, watched, stopped or released
    for_good    BOOLEAN NOT NULL, -- stopped by a death: what came back is never sent again
    reason      TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_freeze_event ON pay_freeze (county, event);
CREATE INDEX pay_freeze_household ON pay_freeze (county, household);

-- That the file of a run was handed to the bank. Before that it can be recalled.
CREATE TABLE pay_handover (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run        TEXT   NOT NULL,
    file_hash  TEXT   NOT NULL,
    receipt    TEXT   NOT NULL, -- what the bank gave for it
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_handover_run ON pay_handover (county, run);

-- +goose Down
DROP TABLE pay_handover;
DROP TABLE pay_freeze;
DROP TABLE pay_event;
