-- +goose Up
-- Money or goods given once to many people on one list.
CREATE TABLE handout (
    county     TEXT   NOT NULL, -- six digits
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL,
    division   TEXT   NOT NULL, -- the county, twelve digits
    areas      TEXT   NOT NULL, -- its towns, a blank between; empty: the whole county
    kind       TEXT   NOT NULL, -- name of handouts.yaml
    title      TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    response   TEXT   NOT NULL, -- of the same county; empty: none
    item       TEXT   NOT NULL, -- goods; empty: money
    measure    TEXT   NOT NULL, -- of the goods: one of what
    unit       TEXT   NOT NULL, -- person or household
    share      TEXT   NOT NULL, -- lines of class and fen or pieces
    as_of      TEXT   NOT NULL, -- day of the classes
    began      TEXT   NOT NULL,
    ends       TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- draft, submitted, approved, paying or closed
    maker      TEXT   NOT NULL, -- actor
    approvers  TEXT   NOT NULL, -- actors, a blank between
    digest     TEXT   NOT NULL, -- of the list that was submitted
    run        TEXT   NOT NULL, -- of pay; empty: none yet
    month      TEXT   NOT NULL, -- of pay; empty: none yet
    note       TEXT   NOT NULL, -- what made this version
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX handout_division ON handout (division, began);
CREATE INDEX handout_response ON handout (county, response);

-- What came in for it.
CREATE TABLE handout_entry (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    handout    TEXT   NOT NULL,
    source     TEXT   NOT NULL, -- name of handouts.yaml
    giver      TEXT,            -- who gave it; empty: anonymous, or a fund
    amount     BIGINT NOT NULL, -- fen or pieces
    receipt    TEXT   NOT NULL,
    came_on    TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- in, or back: taken back
    note       TEXT   NOT NULL,
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX handout_entry_handout ON handout_entry (county, handout);

-- Somebody on its list.
CREATE TABLE handout_person (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    handout    TEXT   NOT NULL,
    n          BIGINT NOT NULL, -- line of the file, or place on the list
    class      TEXT   NOT NULL, -- name of handouts.yaml; empty: from a list
    household  TEXT   NOT NULL, -- in the same county; empty: not known
    person     TEXT   NOT NULL, -- in person_county; empty: not in the register
    person_county TEXT NOT NULL,
    payee      TEXT   NOT NULL, -- whose account it goes to
    payee_county TEXT NOT NULL,
    entitlement TEXT  NOT NULL, -- it rests on; empty: from a list
    name       TEXT,
    id_index   BYTEA,
    body       BYTEA,           -- sealed: number, telephone, account, as they were brought
    office     TEXT   NOT NULL, -- organisation or community, as it was brought
    division   TEXT   NOT NULL, -- town or village, twelve digits
    amount     BIGINT NOT NULL, -- fen or pieces
    state      TEXT   NOT NULL, -- bad, listed, struck or handed
    fault      TEXT   NOT NULL, -- of a bad row: what is wrong
    note       TEXT   NOT NULL, -- why it was struck or added
    handed_on  TEXT,            -- day
    signer     TEXT   NOT NULL, -- self or other
    signed_by  TEXT,            -- name of the other
    relation   TEXT   NOT NULL,
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX handout_person_handout ON handout_person (county, handout, division, id);
CREATE INDEX handout_person_person ON handout_person (county, person);
CREATE INDEX handout_person_household ON handout_person (county, household);

-- +goose Down
DROP TABLE handout_person;
DROP TABLE handout_entry;
DROP TABLE handout;
