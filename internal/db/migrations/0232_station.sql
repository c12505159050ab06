-- +goose Up
-- Community rehabilitation: who takes part at a station, when he came, how he gets on.
-- The stations themselves are records of a declared register. county is the station's.

CREATE TABLE station_enrolment (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    station    TEXT   NOT NULL, -- id of its record
    division   TEXT   NOT NULL, -- of the station: twelve digits
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    name       TEXT,
    state      TEXT   NOT NULL, -- active, ended
    since      TEXT   NOT NULL,
    until      TEXT   NOT NULL, -- empty while he takes part
    ending     TEXT   NOT NULL, -- why it ended, a code of the packs; or empty
    body       BYTEA,           -- sealed: consent, guardian, needs
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX station_enrolment_opened ON station_enrolment (county, opened);
CREATE INDEX station_enrolment_station ON station_enrolment (county, station);
CREATE INDEX station_enrolment_person ON station_enrolment (person) WHERE closed IS NULL;
CREATE INDEX station_enrolment_once ON station_enrolment (county, once);

-- A day at a station, or an assessment. It is never changed.
CREATE TABLE station_entry (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    enrolment  TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- session, assessment
    day        TEXT   NOT NULL,
    points     BIGINT NOT NULL, -- of an assessment
    who        TEXT,            -- name of who wrote it
    body       BYTEA,           -- sealed: activity, attendance, words, points by item
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX station_entry_opened ON station_entry (county, opened);
CREATE INDEX station_entry_enrolment ON station_entry (county, enrolment);
CREATE INDEX station_entry_once ON station_entry (county, once);

-- +goose Down
DROP TABLE station_entry;
DROP TABLE station_enrolment;
