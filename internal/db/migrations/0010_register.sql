-- +goose Up
-- What the bureau knows about whom. Every table but the last two is one of
-- versions; what may be erased can be NULL.

CREATE TABLE person (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name           TEXT,
    name_original  TEXT,
    sex            TEXT,
    birth_date     TEXT,
    id_type        TEXT,
    id_sealed      BYTEA,
    id_index       BYTEA,
    phone_sealed   BYTEA,
    phone_index    BYTEA,
    address        TEXT,
    division       TEXT,
    nation         TEXT,
    alive          BOOLEAN,
    death_date     TEXT,
    hukou_local    BOOLEAN,
    hukou_division TEXT,
    former_name    TEXT,
    payload        TEXT,
    sealed         BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX person_opened ON person (county, opened);
-- A file does not say where somebody is registered, so numbers are looked up in all counties at once.
CREATE INDEX person_number ON person (id_index, county) WHERE id_index IS NOT NULL;
CREATE INDEX person_phone ON person (phone_index, county) WHERE phone_index IS NOT NULL;

CREATE TABLE household (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    kind     TEXT NOT NULL,
    number   TEXT,
    address  TEXT,
    division TEXT,
    payload  TEXT,
    sealed   BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX household_opened ON household (county, opened);
CREATE INDEX household_number ON household (number, county) WHERE number IS NOT NULL;

CREATE TABLE member (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    household     TEXT NOT NULL,
    kind          TEXT NOT NULL,
    person_county TEXT NOT NULL,
    person        TEXT NOT NULL,
    relation      TEXT,
    head          BOOLEAN,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX member_opened ON member (county, opened);
CREATE INDEX member_household ON member (county, household);
CREATE INDEX member_person ON member (person_county, person);

CREATE TABLE organisation (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name     TEXT,
    uscc     TEXT,
    kind     TEXT,
    address  TEXT,
    division TEXT,
    payload  TEXT,
    sealed   BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX organisation_opened ON organisation (county, opened);
CREATE INDEX organisation_uscc ON organisation (uscc, county) WHERE uscc IS NOT NULL;

CREATE TABLE facility (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name         TEXT,
    kind         TEXT,
    organisation TEXT,
    address      TEXT,
    division     TEXT,
    payload      TEXT,
    sealed       BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX facility_opened ON facility (county, opened);

-- Records of the registers that packs declare.
CREATE TABLE record (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    register     TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject      TEXT NOT NULL,
    key          TEXT NOT NULL,
    division     TEXT,
    payload      TEXT,
    sealed       BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX record_opened ON record (county, opened);
-- Without the key: a subject has few records of a register, and keys are long.
CREATE INDEX record_subject ON record (county, register, subject);

-- Two records that mean one subject: readers of the merged one are led to the other.
CREATE TABLE merge (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    subject_kind    TEXT NOT NULL,
    merged          TEXT NOT NULL,
    survivor_county TEXT NOT NULL,
    survivor        TEXT NOT NULL,
    reason          TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX merge_merged ON merge (county, merged);
CREATE INDEX merge_survivor ON merge (survivor_county, survivor);

-- Two records that somebody has looked into and found to mean two people.
CREATE TABLE apart (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    first        TEXT NOT NULL,
    other_county TEXT NOT NULL,
    other        TEXT NOT NULL,
    reason       TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX apart_first ON apart (county, first);

-- Who looked at whom, and what for. The rows are never closed.
CREATE TABLE look (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    actor    TEXT NOT NULL,
    purpose  TEXT NOT NULL,
    scope    TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject  TEXT NOT NULL,
    fields   TEXT NOT NULL,
    revealed TEXT NOT NULL,
    reason   TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX look_subject ON look (county, subject);

-- Divisions by code and the day from which the name held: a reference table,
-- the same in every county. Versions of it belong to county 000000.
CREATE TABLE division (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    successors TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX division_code ON division (county, code);

-- Under which pieces of text a subject is found. A job makes them from the
-- versions; they can be made again at any time.
-- clustered
CREATE TABLE search_term (
    county   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    term     TEXT NOT NULL,
    division TEXT NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (county, subject, kind, term, division, id)
);

-- Up to which act of a county its search terms are made: the act from which
-- versions counted, and the act that opened them.
CREATE TABLE search_mark (
    county  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    counted BIGINT NOT NULL,
    opened  BIGINT NOT NULL,
    PRIMARY KEY (county, subject)
);

-- In which counties the divisions of a county's subjects lie: its own, and
-- after a boundary was moved perhaps others. A search asks only where it must.
CREATE TABLE search_place (
    county   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (county, subject, division)
);

-- +goose Down
DROP TABLE search_place;
DROP TABLE search_mark;
DROP TABLE search_term;
DROP TABLE division;
DROP TABLE look;
DROP TABLE apart;
DROP TABLE merge;
DROP TABLE record;
DROP TABLE facility;
DROP TABLE organisation;
DROP TABLE member;
DROP TABLE household;
DROP TABLE person;
