-- +goose Up
-- A need of a family that is passed to another office or organisation, and its answer.
CREATE TABLE referral (
    county     TEXT   NOT NULL, -- of the household
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL,
    household  TEXT   NOT NULL,
    person_county TEXT NOT NULL, -- who needs it
    person     TEXT   NOT NULL,
    name       TEXT,
    division   TEXT   NOT NULL,
    origin     TEXT   NOT NULL, -- case, lead, file or meeting
    origin_id  TEXT   NOT NULL,
    need       TEXT   NOT NULL, -- names of support.yaml
    target     TEXT   NOT NULL,
    unit       TEXT   NOT NULL, -- which office of that kind, or which organisation
    passes     TEXT   NOT NULL, -- what it is told, as the packs said on that day
    turn       BIGINT NOT NULL, -- from 1; each time it is sent again
    state      TEXT   NOT NULL, -- sent, taken, more, granted, refused, told or withdrawn
    due        TEXT   NOT NULL,
    sender     TEXT   NOT NULL, -- name
    answered_on TEXT,
    outcome    TEXT   NOT NULL, -- granted or refused, also after the family was told
    told_on    TEXT,
    body       BYTEA,           -- sealed: what is asked for, the answer, how the family was told
    note       TEXT   NOT NULL, -- what this version changed
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX referral_division ON referral (division, id);
CREATE INDEX referral_household ON referral (county, household);
CREATE INDEX referral_number ON referral (county, number);

-- One visit of a service a family was referred to.
CREATE TABLE referral_service (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    referral   TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    minutes    BIGINT NOT NULL,
    worker     TEXT   NOT NULL, -- who served
    by_name    TEXT   NOT NULL, -- who wrote it down
    body       BYTEA,           -- sealed: what was done
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX referral_service_referral ON referral_service (county, referral);

-- +goose Down
DROP TABLE referral_service;
DROP TABLE referral;
