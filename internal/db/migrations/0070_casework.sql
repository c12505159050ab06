-- +goose Up
-- Cases: what people ask for and what becomes of it. county is the home county
-- of the applicant. Every action closes the version of its case and opens the
-- next, so that two people cannot act on the same state.

CREATE TABLE casefile (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- empty until it is submitted
    matter     TEXT   NOT NULL,
    stage      TEXT   NOT NULL,
    awaits     TEXT   NOT NULL, -- who has to do something: family, village, town, county, finance, nobody
    applicant_county TEXT NOT NULL,
    applicant  TEXT   NOT NULL,
    name       TEXT,            -- of the applicant
    household  TEXT   NOT NULL, -- the declared family, in this county; empty until it is submitted
    division   TEXT   NOT NULL, -- responsible: twelve digits
    intake     TEXT   NOT NULL, -- where it was asked: twelve digits
    channel    TEXT   NOT NULL,
    assignee   TEXT   NOT NULL, -- a member of staff, or empty
    marks      TEXT   NOT NULL, -- words with blanks between them: near_kin, hard, delegated, drawn, complaint
    origin     TEXT   NOT NULL, -- what a change is about: an entitlement, a proposal; or empty
    submitted  BIGINT NOT NULL, -- 0: not yet
    accepted   BIGINT NOT NULL,
    since      BIGINT NOT NULL, -- when it came to this stage
    due        TEXT,            -- the nearest end of a clock that runs
    paused     BOOLEAN NOT NULL,
    amount     BIGINT NOT NULL, -- per month, as judged or decided last
    covered    BIGINT NOT NULL,
    effective  TEXT   NOT NULL, -- month from which what was decided holds; or empty
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX casefile_opened ON casefile (county, opened);
CREATE INDEX casefile_division ON casefile (division, due) WHERE closed IS NULL;
CREATE INDEX casefile_intake ON casefile (intake) WHERE closed IS NULL;
CREATE INDEX casefile_number ON casefile (county, number);
CREATE INDEX casefile_household ON casefile (county, household);
CREATE INDEX casefile_applicant ON casefile (applicant) WHERE closed IS NULL;

-- The answers of a form, all of them, sealed.
CREATE TABLE case_form (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- the case
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    answers    BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_form_opened ON case_form (county, opened);

-- Who belongs to a case.
CREATE TABLE case_party (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    role       TEXT   NOT NULL, -- applicant, member, proxy
    name       TEXT,
    signed     TEXT,            -- the day on which he signed the authorisation
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_party_opened ON case_party (county, opened);
CREATE INDEX case_party_case ON case_party (county, casefile);
CREATE INDEX case_party_person ON case_party (person) WHERE closed IS NULL;

-- What was done, in order. Rows are never changed.
CREATE TABLE case_step (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    action     TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    from_stage TEXT   NOT NULL,
    to_stage   TEXT   NOT NULL,
    actor_name TEXT,
    unit       TEXT   NOT NULL, -- division the actor acted for; empty for residents
    words      TEXT,            -- the opinion or reason as it was written
    detail     BYTEA,           -- the action's form, sealed
    once       TEXT   NOT NULL, -- the key of the form that was sent
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_step_opened ON case_step (county, opened);
CREATE INDEX case_step_case ON case_step (county, casefile, n);
CREATE INDEX case_step_once ON case_step (county, once);

CREATE TABLE case_paper (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    paper      TEXT   NOT NULL,
    person     TEXT   NOT NULL, -- whose; empty: the family's
    state      TEXT   NOT NULL, -- wanted, late, here, waived
    files      TEXT   NOT NULL, -- ids with blanks between them
    note       TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_paper_opened ON case_paper (county, opened);
CREATE INDEX case_paper_case ON case_paper (county, casefile);

CREATE TABLE case_clock (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    clock      TEXT   NOT NULL,
    started    TEXT   NOT NULL,
    due        TEXT   NOT NULL,
    sure       BOOLEAN NOT NULL, -- no day was crossed whose holidays are not announced
    units      BIGINT NOT NULL,
    paused     TEXT,            -- since when it stands still
    stopped    TEXT,            -- when it was met
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_clock_opened ON case_clock (county, opened);
CREATE INDEX case_clock_case ON case_clock (county, casefile);

CREATE TABLE case_survey (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- survey, or visit of the county
    day        TEXT   NOT NULL,
    findings   BYTEA,           -- sealed
    surveyors  TEXT,            -- names
    files      TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_survey_opened ON case_survey (county, opened);
CREATE INDEX case_survey_case ON case_survey (county, casefile);

-- What the rules said of the family, with all that is needed to say it again.
CREATE TABLE case_judgement (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    programme  TEXT   NOT NULL,
    outcome    TEXT   NOT NULL, -- grant, refuse, cannot_decide
    amount     BIGINT NOT NULL,
    covered    BIGINT NOT NULL,
    bundle     TEXT   NOT NULL, -- the packs
    snapshot   TEXT   NOT NULL, -- SM3 of the facts
    facts      BYTEA,           -- the facts, sealed
    result     BYTEA,           -- reasons, what is missing, differences, the trace; sealed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_judgement_opened ON case_judgement (county, opened);
CREATE INDEX case_judgement_case ON case_judgement (county, casefile);

CREATE TABLE case_notice (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- also its public address
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- opinion, result
    state      TEXT   NOT NULL, -- preview, posted, down
    village    TEXT   NOT NULL, -- division where it hangs
    body       TEXT,            -- what is shown, as JSON; emptied when it is taken down
    digest     BYTEA  NOT NULL, -- SM3 of the body
    first_day  TEXT,
    last_day   TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_notice_opened ON case_notice (county, opened);
CREATE INDEX case_notice_case ON case_notice (county, casefile);
CREATE INDEX case_notice_village ON case_notice (county, village) WHERE closed IS NULL;

CREATE TABLE case_objection (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- notice, decision
    state      TEXT   NOT NULL, -- open, upheld, rejected
    words      BYTEA,           -- sealed: who, what, how to reach him
    result     TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_objection_opened ON case_objection (county, opened);
CREATE INDEX case_objection_case ON case_objection (county, casefile);

CREATE TABLE case_decision (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    effect     TEXT   NOT NULL, -- grant, refuse, change, suspend, resume, grace, end, keep, terminate
    judgement  TEXT   NOT NULL,
    amount     BIGINT NOT NULL,
    covered    BIGINT NOT NULL,
    from_month TEXT   NOT NULL,
    until_month TEXT  NOT NULL,
    words      TEXT,            -- why, as the officer wrote it
    decider    TEXT,            -- name
    office     TEXT   NOT NULL,
    remedy_until TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_decision_opened ON case_decision (county, opened);
CREATE INDEX case_decision_case ON case_decision (county, casefile);

CREATE TABLE case_letter (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    letter     TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    recipient  TEXT,
    body       BYTEA,           -- paragraphs, sealed
    digest     BYTEA  NOT NULL, -- SM3 of what it says
    signature  BYTEA  NOT NULL, -- SM2 over its receipt
    receipt    TEXT   NOT NULL, -- the short code printed beside the QR
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_letter_opened ON case_letter (county, opened);
CREATE INDEX case_letter_case ON case_letter (county, casefile);
CREATE INDEX case_letter_number ON case_letter (county, number);

CREATE TABLE case_rating (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    casefile   TEXT   NOT NULL,
    step       TEXT   NOT NULL,
    grade      BIGINT NOT NULL, -- 5 very satisfied to 1
    words      TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_rating_opened ON case_rating (county, opened);
CREATE INDEX case_rating_case ON case_rating (county, casefile);

-- Which cases the county visits by lot. The seed was written down first, so
-- that anybody can draw again.
CREATE TABLE case_draw (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    day        TEXT   NOT NULL,
    seed       TEXT   NOT NULL,
    among      TEXT   NOT NULL, -- case ids with blanks between them, in the order they were drawn from
    drawn      TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX case_draw_opened ON case_draw (county, opened);

-- +goose Down
DROP TABLE case_draw;
DROP TABLE case_rating;
DROP TABLE case_letter;
DROP TABLE case_decision;
DROP TABLE case_objection;
DROP TABLE case_notice;
DROP TABLE case_judgement;
DROP TABLE case_survey;
DROP TABLE case_clock;
DROP TABLE case_paper;
DROP TABLE case_step;
DROP TABLE case_party;
DROP TABLE case_form;
DROP TABLE casefile;
