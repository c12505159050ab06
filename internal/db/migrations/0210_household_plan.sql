-- +goose Up
-- The file of a family that is helped: where it stands today. Its id is the household's.
CREATE TABLE household_file (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- the household
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    name       TEXT,            -- of whoever stands for the family
    division   TEXT   NOT NULL, -- twelve digits
    circle     TEXT   NOT NULL, -- empty: in none
    classes    TEXT   NOT NULL, -- blanks around each
    unclear    TEXT   NOT NULL, -- classes of which it is not known
    programmes TEXT   NOT NULL,
    members    BIGINT NOT NULL,
    since      TEXT   NOT NULL, -- day on which the file was opened
    state      TEXT   NOT NULL, -- open or ended
    origin     TEXT   NOT NULL, -- held: from what is in pay; staff: somebody opened it
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX household_file_division ON household_file (division, id);

-- The plan for one family, and how far it is.
CREATE TABLE household_plan (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    household  TEXT   NOT NULL,
    division   TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- drafted, agreed or ended
    needs      TEXT   NOT NULL, -- names of support.yaml
    keeper     TEXT   NOT NULL, -- who answers for it: name
    unit       TEXT   NOT NULL, -- and office
    agreed_by  TEXT,
    agreed_on  TEXT,
    visit_on   TEXT,            -- by which the family is visited next
    review_on  TEXT,            -- by which the plan is looked at anew
    body       BYTEA,           -- sealed: what was found, and why it ended
    note       TEXT   NOT NULL, -- what this version changed
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX household_plan_household ON household_plan (county, household);

-- What is done for the family: each kind of help, by whom, by when, and what came of it.
CREATE TABLE plan_measure (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    plan       TEXT   NOT NULL,
    need       TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    doer       TEXT   NOT NULL,
    due        TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- open, done or dropped
    done_on    TEXT,
    body       BYTEA,           -- sealed: what is to be done, and the result
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX plan_measure_plan ON plan_measure (county, plan);

-- That somebody went to see how it goes.
CREATE TABLE plan_visit (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    plan       TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    manner     TEXT   NOT NULL, -- visit, phone or office
    by_name    TEXT   NOT NULL,
    body       BYTEA,           -- sealed: whom he met, what he saw
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX plan_visit_plan ON plan_visit (county, plan);

-- +goose Down
DROP TABLE plan_visit;
DROP TABLE plan_measure;
DROP TABLE household_plan;
DROP TABLE household_file;
