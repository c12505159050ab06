-- +goose Up
-- The price-linked subsidy. Indices and launches concern a whole region: county is
-- '000000', and the region says whose they are. Lists are the counties' own.

-- The yearly change of a price index in a month. A correction closes the version
-- that no longer holds.
CREATE TABLE price_index (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- region, month and kind
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    region     TEXT   NOT NULL, -- six digits
    month      TEXT   NOT NULL,
    kind       TEXT   NOT NULL, -- cpi, scpi or food
    rise       BIGINT NOT NULL, -- year on year, permille
    published  TEXT   NOT NULL, -- day
    source     TEXT   NOT NULL,
    note       TEXT   NOT NULL, -- why it was corrected; empty for a first entry
    name       TEXT   NOT NULL, -- of the officer
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_index_region ON price_index (county, region, month);

-- What was decided about a month, and how far it is.
CREATE TABLE price_launch (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- region and month of the index
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    region     TEXT   NOT NULL,
    month      TEXT   NOT NULL, -- of the index
    pay_month  TEXT   NOT NULL,
    months     TEXT   NOT NULL, -- months of indices that are paid, blanks between them
    profile    TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- launched, listed, handed or withdrawn
    words      TEXT   NOT NULL, -- the test, one step a line
    digest     TEXT   NOT NULL, -- of what the decision rests on
    amounts    TEXT   NOT NULL, -- fen for a person by county: “320613 6500”, one a line
    estimate_persons BIGINT NOT NULL,
    estimate_amount  BIGINT NOT NULL, -- fen
    published  TEXT   NOT NULL, -- day of the index
    due        TEXT   NOT NULL, -- by which it has to be paid
    name       TEXT   NOT NULL, -- of the officer who decided
    decided_at BIGINT NOT NULL,
    note       TEXT   NOT NULL, -- why it was decided, or withdrawn
    list_hash  TEXT   NOT NULL, -- of the list; empty before there is one
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_launch_region ON price_launch (county, region, month);

-- A list of people that a department handed in.
CREATE TABLE price_roll (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- launch, group and, for a list of one county, that county
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    launch     TEXT   NOT NULL,
    group_name TEXT   NOT NULL,
    place      TEXT   NOT NULL, -- the county the list is of, six digits; empty: of the whole region
    department TEXT   NOT NULL,
    rows_taken BIGINT NOT NULL,
    refused    TEXT   NOT NULL, -- rows that were not taken and why, one a line
    digest     TEXT   NOT NULL, -- of the file
    file_name  TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- of the officer
    taken_at   BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_roll_launch ON price_roll (county, launch);

CREATE TABLE price_roll_person (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    launch     TEXT   NOT NULL,
    roll       TEXT   NOT NULL,
    group_name TEXT   NOT NULL,
    seq        BIGINT NOT NULL, -- line of the file
    name       TEXT,
    id_sealed  BYTEA,
    id_index   BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_roll_person_launch ON price_roll_person (county, launch);

-- The joint list: one row for each claim of a person, in or struck out.
CREATE TABLE price_claim (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    launch     TEXT   NOT NULL,
    group_name TEXT   NOT NULL,
    entitlement TEXT  NOT NULL, -- empty: from a list
    roll_person TEXT  NOT NULL, -- empty: from an entitlement
    household  TEXT   NOT NULL,
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    payee_county TEXT NOT NULL,
    payee      TEXT   NOT NULL,
    division   TEXT   NOT NULL, -- empty: not known beyond the county
    amount     BIGINT NOT NULL, -- fen; 0 for one struck out
    struck     TEXT   NOT NULL, -- why; empty: he is paid
    by_county  TEXT   NOT NULL, -- of one struck out: where he is paid
    by_group   TEXT   NOT NULL, -- and in which group
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_claim_launch ON price_claim (county, launch, group_name, id);

-- What was handed to pay, by county, and what departments say they paid.
CREATE TABLE price_result (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- launch and group
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    launch     TEXT   NOT NULL,
    group_name TEXT   NOT NULL, -- empty: our own groups, through pay
    run        TEXT   NOT NULL, -- of pay; empty: a department says so
    persons    BIGINT NOT NULL,
    amount     BIGINT NOT NULL, -- fen
    day        TEXT   NOT NULL,
    name       TEXT   NOT NULL, -- of the officer
    note       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX price_result_launch ON price_result (county, launch);

-- +goose Down
DROP TABLE price_result;
DROP TABLE price_claim;
DROP TABLE price_roll_person;
DROP TABLE price_roll;
DROP TABLE price_launch;
DROP TABLE price_index;
