-- +goose Up
-- Calls: what people ask by telephone or report on the spot, to whom it was handed,
-- what was answered, and whether they were satisfied. county is the county of the
-- division that is responsible.

CREATE TABLE hotline_call (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- RX-320613-2025-00001
    channel    TEXT   NOT NULL, -- hotline, village, window, passer_by, portal
    class      TEXT   NOT NULL, -- a class of the packs
    urgency    TEXT   NOT NULL, -- usual, urgent, emergency
    result     TEXT   NOT NULL, -- answered, order, case, lead, complaint, emergency
    state      TEXT   NOT NULL, -- open, handling, replied, closed
    division   TEXT   NOT NULL, -- where he is whom it is about: twelve digits
    unit       TEXT   NOT NULL, -- the office that handles it
    taken_in   TEXT   NOT NULL, -- the division of who took it; empty for a report by anybody
    agent      TEXT   NOT NULL, -- account of who took it; or empty
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL, -- whom it is about; empty while he is not known
    name       TEXT,            -- his name
    target     TEXT   NOT NULL, -- what became of it: case:COUNTY/ID, lead:…, complaint:…
    day        TEXT   NOT NULL, -- of the call
    taken      BIGINT NOT NULL, -- instant
    until      BIGINT NOT NULL, -- instant by which somebody must be on the spot; 0: no emergency
    due        TEXT   NOT NULL, -- last day of what has to be done next; empty when nothing has
    late       BOOLEAN NOT NULL, -- it was answered after its last day
    responded  BIGINT NOT NULL, -- instant; 0: nobody has been there
    replied    BIGINT NOT NULL,
    ended      BIGINT NOT NULL,
    grade      BIGINT NOT NULL, -- 5 very satisfied to 1 very dissatisfied; 0: not asked
    tries      BIGINT NOT NULL, -- calls back that reached nobody
    reopened   BIGINT NOT NULL,
    phone_index BYTEA,
    said       BYTEA,           -- sealed: number, caller, where, words, reply
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX hotline_call_opened ON hotline_call (county, opened);
CREATE INDEX hotline_call_number ON hotline_call (county, number);
CREATE INDEX hotline_call_once ON hotline_call (county, once);
CREATE INDEX hotline_call_division ON hotline_call (division, due) WHERE closed IS NULL;
CREATE INDEX hotline_call_unit ON hotline_call (unit, due) WHERE closed IS NULL;
CREATE INDEX hotline_call_person ON hotline_call (person) WHERE closed IS NULL;
CREATE INDEX hotline_call_phone ON hotline_call (phone_index) WHERE closed IS NULL;
CREATE INDEX hotline_call_target ON hotline_call (county, target);

-- What was done about a call, one row a step. It is never changed.
CREATE TABLE hotline_step (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    call       TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    kind       TEXT   NOT NULL, -- take, link, pass, accept, respond, reply, call_back, reopen, look
    who        TEXT,            -- name
    unit       TEXT   NOT NULL, -- to which it was passed; or empty
    words      BYTEA,           -- sealed
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX hotline_step_opened ON hotline_step (county, opened);
CREATE INDEX hotline_step_call ON hotline_step (county, call);
CREATE INDEX hotline_step_once ON hotline_step (county, once);

-- +goose Down
DROP TABLE hotline_step;
DROP TABLE hotline_call;
