-- +goose Up
-- A meeting of several departments.
CREATE TABLE conference (
    county     TEXT   NOT NULL, -- of the body, six digits; of a city's body the city
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    body       TEXT   NOT NULL, -- name of support.yaml
    division   TEXT   NOT NULL, -- twelve digits
    title      TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    place      TEXT   NOT NULL,
    chair      TEXT   NOT NULL,
    attending  TEXT   NOT NULL, -- department and person, one a line
    state      TEXT   NOT NULL, -- called, held or cancelled
    minutes    BYTEA,           -- sealed
    note       TEXT   NOT NULL,
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX conference_division ON conference (division, day);

-- Something a meeting is to decide, and what it decided.
CREATE TABLE conference_item (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    conference TEXT   NOT NULL, -- empty: it waits for a meeting
    conference_county TEXT NOT NULL,
    division   TEXT   NOT NULL, -- of the family, or of the office that brings a topic
    kind       TEXT   NOT NULL, -- case, lead, file or topic
    ref_county TEXT   NOT NULL,
    ref_id     TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    why        TEXT   NOT NULL, -- hard, cap or other
    state      TEXT   NOT NULL, -- waiting, listed, resolved or withdrawn
    number     TEXT   NOT NULL, -- of the record of what was resolved
    resolved_on TEXT,
    body_text  BYTEA,           -- sealed: what it is about, and what was resolved
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX conference_item_division ON conference_item (division, id);
CREATE INDEX conference_item_conference ON conference_item (county, conference);

-- What somebody has to do by when because a meeting decided so.
CREATE TABLE conference_task (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    item       TEXT   NOT NULL,
    division   TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    due        TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- open or done
    done_on    TEXT,
    body       BYTEA,           -- sealed: what is to be done, what came of it
    by_name    TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX conference_task_item ON conference_task (county, item);
CREATE INDEX conference_task_division ON conference_task (division, due);

-- +goose Down
DROP TABLE conference_task;
DROP TABLE conference_item;
DROP TABLE conference;
