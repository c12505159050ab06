-- +goose Up
-- Inquiries: what departments were asked about a family, by which authorisation,
-- what they answered and what it came to. county is the county that asks.

CREATE TABLE inquiry (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- HD-320613-2025-00001
    business   TEXT   NOT NULL, -- a code of authorisations
    cause      TEXT   NOT NULL, -- case, periodic, feed, order, recheck
    origin     TEXT   NOT NULL, -- the case, the feed, the paper of the department that ordered; or empty
    orderer    TEXT   NOT NULL, -- the department that ordered it; or empty
    division   TEXT   NOT NULL, -- responsible: twelve digits
    household  TEXT   NOT NULL,
    reference  TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- asking, reported, objected, replaced
    conclusion TEXT   NOT NULL, -- clear, over, pending; or empty
    due        TEXT   NOT NULL, -- last day on which departments may answer
    until      TEXT   NOT NULL, -- last day on which the report holds; or empty
    previous   TEXT   NOT NULL, -- the inquiry this one checks again; or empty
    asker      TEXT,            -- name of who asked
    applicant  TEXT,            -- name of the first member
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_opened ON inquiry (county, opened);
CREATE INDEX inquiry_number ON inquiry (county, number);
CREATE INDEX inquiry_origin ON inquiry (county, origin);
CREATE INDEX inquiry_household ON inquiry (county, household);
CREATE INDEX inquiry_division ON inquiry (county, division) WHERE closed IS NULL;

CREATE TABLE inquiry_member (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    name       TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_member_opened ON inquiry_member (county, opened);
CREATE INDEX inquiry_member_inquiry ON inquiry_member (county, inquiry);
CREATE INDEX inquiry_member_person ON inquiry_member (person) WHERE closed IS NULL;

-- One department of an inquiry.
CREATE TABLE inquiry_source (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    department TEXT   NOT NULL,
    deadline   TEXT   NOT NULL,
    asked      BIGINT NOT NULL, -- instant; 0: not yet
    answered   BIGINT NOT NULL,
    result     TEXT   NOT NULL, -- waiting, none, some, silent, barred
    attempts   BIGINT NOT NULL,
    fault      TEXT   NOT NULL, -- code of the last failure; or empty
    aside      TEXT,            -- why parts of the answer were set aside
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_source_opened ON inquiry_source (county, opened);
CREATE INDEX inquiry_source_inquiry ON inquiry_source (county, inquiry);

-- One question about one person: it is also the list of who was asked about, by
-- which authorisation. What came back stands here, sealed.
CREATE TABLE inquiry_item (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    department TEXT   NOT NULL,
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    class      TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- planned, barred, asked, dropped, none, some, silent
    refusal    TEXT   NOT NULL, -- code of why it was not asked, or its answer not kept
    authorisation TEXT NOT NULL, -- id in the person's county; or empty
    letter     TEXT   NOT NULL, -- its number
    records    BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_item_opened ON inquiry_item (county, opened);
CREATE INDEX inquiry_item_inquiry ON inquiry_item (county, inquiry);
CREATE INDEX inquiry_item_person ON inquiry_item (county, person);

CREATE TABLE inquiry_report (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    conclusion TEXT   NOT NULL,
    score      BIGINT NOT NULL,
    until      TEXT   NOT NULL,
    body       BYTEA,           -- sealed
    digest     BYTEA  NOT NULL, -- SM3 of what it says
    signature  BYTEA  NOT NULL, -- SM2
    receipt    TEXT   NOT NULL, -- the short code printed beside the number
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_report_opened ON inquiry_report (county, opened);
CREATE INDEX inquiry_report_inquiry ON inquiry_report (county, inquiry);
CREATE INDEX inquiry_report_number ON inquiry_report (county, number);

CREATE TABLE inquiry_objection (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- open, rechecking, upheld, rejected
    words      BYTEA,           -- sealed: what the family says
    files      TEXT   NOT NULL, -- ids of evidence, with blanks between them
    due        TEXT   NOT NULL,
    result     TEXT,            -- what came of it, in words
    recheck    TEXT   NOT NULL, -- the new inquiry; or empty
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_objection_opened ON inquiry_objection (county, opened);
CREATE INDEX inquiry_objection_inquiry ON inquiry_objection (county, inquiry);
CREATE INDEX inquiry_objection_once ON inquiry_objection (county, once);

-- What a check of people in pay has found, for somebody to look into.
CREATE TABLE inquiry_finding (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    inquiry    TEXT   NOT NULL,
    household  TEXT   NOT NULL,
    division   TEXT   NOT NULL,
    business   TEXT   NOT NULL,
    score      BIGINT NOT NULL,
    state      TEXT   NOT NULL, -- open, settled
    print      TEXT   NOT NULL, -- SM3 of what was found: the same is not found twice
    summary    BYTEA,           -- sealed
    result     TEXT,            -- what somebody made of it
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX inquiry_finding_opened ON inquiry_finding (county, opened);
CREATE INDEX inquiry_finding_household ON inquiry_finding (county, household);
CREATE INDEX inquiry_finding_division ON inquiry_finding (county, division) WHERE closed IS NULL;

-- +goose Down
DROP TABLE inquiry_finding;
DROP TABLE inquiry_objection;
DROP TABLE inquiry_report;
DROP TABLE inquiry_item;
DROP TABLE inquiry_source;
DROP TABLE inquiry_member;
DROP TABLE inquiry;
