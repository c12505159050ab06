-- +goose Up
-- Appointments at windows. county is the county of the office.

-- The hours of an office that differ from those of the packs; id is its division.
CREATE TABLE booking_hours (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    slots      TEXT   NOT NULL, -- weekdays, opens, closes, minutes, seats; one stretch after the other
    ahead      BIGINT NOT NULL, -- days ahead one may book
    most       BIGINT NOT NULL, -- appointments one person may hold
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX booking_hours_opened ON booking_hours (county, opened);

-- A day on which an office sees nobody by appointment; id is its division and the day.
CREATE TABLE booking_closure (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    division   TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX booking_closure_opened ON booking_closure (county, opened);
CREATE INDEX booking_closure_day ON booking_closure (county, division, day);

CREATE TABLE booking (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- YY-320613-2025-00001
    division   TEXT   NOT NULL, -- of the office: twelve digits
    day        TEXT   NOT NULL,
    minute     BIGINT NOT NULL, -- after midnight
    seat       BIGINT NOT NULL, -- from 1
    errand     TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- booked, arrived, absent, cancelled
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL, -- empty for somebody who is in no register
    name       TEXT,
    said       BYTEA,           -- sealed: telephone, note
    message    TEXT   NOT NULL, -- the reminder that waits; or empty
    channel    TEXT   NOT NULL, -- phone, window, hotline
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX booking_opened ON booking (county, opened);
CREATE INDEX booking_day ON booking (county, division, day);
CREATE INDEX booking_once ON booking (county, once);
CREATE INDEX booking_person ON booking (person) WHERE closed IS NULL;
-- A seat is nobody's twice, whatever a program does wrong.
CREATE UNIQUE INDEX booking_seat ON booking (county, division, day, minute, seat) WHERE closed IS NULL AND state IN ('booked', 'arrived');

-- +goose Down
DROP TABLE booking;
DROP TABLE booking_closure;
DROP TABLE booking_hours;
