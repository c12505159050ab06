-- +goose Up
-- What people think of how they were served, and what came of it.

CREATE TABLE service_rating (
    county        TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    opened        BIGINT NOT NULL,
    closed        BIGINT,
    valid_from    TEXT,
    valid_to      TEXT,
    proof         BYTEA  NOT NULL,
    casefile      TEXT   NOT NULL, -- what was done; empty: a visit to a window
    step          TEXT   NOT NULL, -- of the case; empty: none
    matter        TEXT   NOT NULL, -- empty: not told
    division      TEXT   NOT NULL, -- the office that is rated
    channel       TEXT   NOT NULL, -- phone, window, hotline
    grade         BIGINT NOT NULL, -- 5 very good … 1 very bad
    words         BYTEA,           -- sealed
    named         BOOLEAN NOT NULL, -- whether the office knows who rates
    person_county TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    complaint     TEXT   NOT NULL, -- the follow-up of a bad one; empty: none
    once          TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX service_rating_opened ON service_rating (county, opened);
CREATE INDEX service_rating_division ON service_rating (division, matter) WHERE closed IS NULL;
CREATE INDEX service_rating_case ON service_rating (county, casefile);
CREATE INDEX service_rating_once ON service_rating (county, once);

-- A complaint, a suggestion, or the follow-up of a bad rating.
CREATE TABLE complaint (
    county        TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    opened        BIGINT NOT NULL,
    closed        BIGINT,
    valid_from    TEXT,
    valid_to      TEXT,
    proof         BYTEA  NOT NULL,
    number        TEXT   NOT NULL,
    kind          TEXT   NOT NULL, -- complaint, suggestion, rating
    channel       TEXT   NOT NULL,
    state         TEXT   NOT NULL, -- open, verified, answered, closed
    division      TEXT   NOT NULL, -- whom it is about
    handler       TEXT   NOT NULL, -- who has to look into it
    matter        TEXT   NOT NULL,
    case_county   TEXT   NOT NULL,
    casefile      TEXT   NOT NULL,
    origin        TEXT   NOT NULL, -- a rating, a call; or empty
    concerned     TEXT   NOT NULL, -- actor whom it is about and who therefore may not handle it
    person_county TEXT   NOT NULL,
    person        TEXT   NOT NULL, -- empty: anonymous, or nobody we know
    name          TEXT,            -- of who complains
    phone         BYTEA,           -- sealed
    words         BYTEA,           -- sealed
    code          BYTEA,           -- sealed: with it and the number anybody may ask how far it is
    finding       TEXT   NOT NULL, -- founded, partly, unfounded
    answer        BYTEA,           -- sealed: what the person is told
    verify_due    TEXT   NOT NULL,
    due           TEXT   NOT NULL,
    verified_at   BIGINT NOT NULL,
    answered_at   BIGINT NOT NULL,
    round         BIGINT NOT NULL, -- 1; more after an answer nobody was content with
    tries         BIGINT NOT NULL, -- of calling back
    content       BIGINT NOT NULL, -- how content the person is, 1 to 5; 0: not known
    once          TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX complaint_opened ON complaint (county, opened);
CREATE INDEX complaint_handler ON complaint (handler, due) WHERE closed IS NULL;
CREATE INDEX complaint_number ON complaint (county, number);
CREATE INDEX complaint_person ON complaint (person, person_county) WHERE closed IS NULL;
CREATE INDEX complaint_once ON complaint (county, once);

CREATE TABLE complaint_step (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    complaint  TEXT   NOT NULL,
    act        TEXT   NOT NULL, -- register, verify, answer, call, reopen
    actor_name TEXT,
    result     TEXT   NOT NULL,
    words      BYTEA,           -- sealed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX complaint_step_opened ON complaint_step (county, opened);
CREATE INDEX complaint_step_complaint ON complaint_step (county, complaint);

-- +goose Down
DROP TABLE complaint_step;
DROP TABLE complaint;
DROP TABLE service_rating;
