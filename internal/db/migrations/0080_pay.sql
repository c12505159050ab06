-- +goose Up
-- What is owed and what was paid. county is the home county of the family.

-- Stretches of months in which an entitlement pays one amount. A change closes
-- the stretch it cuts and opens the shortened one and the next.
CREATE TABLE entitlement (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    entitlement   TEXT   NOT NULL, -- which one; its stretches share it
    programme     TEXT   NOT NULL,
    household     TEXT   NOT NULL,
    person        TEXT   NOT NULL, -- the beneficiary; empty for a household's benefit
    case_ref      TEXT   NOT NULL,
    division      TEXT   NOT NULL, -- responsible for the household, nine or twelve digits
    payee_county  TEXT   NOT NULL,
    payee         TEXT   NOT NULL,
    covered       TEXT   NOT NULL, -- references of the members, blanks between them
    covered_count BIGINT NOT NULL,
    amount        BIGINT NOT NULL, -- fen a month
    state         TEXT   NOT NULL, -- in_force, suspended or grace
    from_month    TEXT   NOT NULL,
    to_month      TEXT,            -- NULL: no end is known
    books_from    TEXT   NOT NULL, -- the first month that is paid from these books
    change_id     TEXT   NOT NULL, -- what made the stretch what it is
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX entitlement_opened ON entitlement (county, opened);
CREATE INDEX entitlement_household ON entitlement (county, household, programme);
CREATE INDEX entitlement_case ON entitlement (county, case_ref);
CREATE INDEX entitlement_division ON entitlement (county, division, id);

-- What was done to an entitlement: one row for each grant, change, suspension …
CREATE TABLE entitlement_change (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    entitlement   TEXT   NOT NULL,
    household     TEXT   NOT NULL,
    programme     TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    effect        TEXT   NOT NULL,
    from_month    TEXT   NOT NULL,
    until_month   TEXT,
    before        BIGINT NOT NULL, -- fen due in the month before it took effect
    amount        BIGINT NOT NULL, -- fen due from then on
    basis         TEXT   NOT NULL, -- the decision
    reason        TEXT,
    determination TEXT,            -- JSON: how the amount was computed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX entitlement_change_of ON entitlement_change (county, entitlement);
CREATE INDEX entitlement_change_household ON entitlement_change (county, household);
CREATE INDEX entitlement_change_from ON entitlement_change (county, from_month);
CREATE INDEX entitlement_change_basis ON entitlement_change (county, basis);

-- Where the money of a person goes. The revision counts what people changed; a
-- version that only renews the seal keeps it.
CREATE TABLE payee_account (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person_county TEXT   NOT NULL,
    person        TEXT   NOT NULL,
    revision      BIGINT NOT NULL,
    holder        TEXT,
    number_sealed BYTEA,
    number_index  BYTEA,
    tail          TEXT,            -- the last four characters
    bank_code     TEXT   NOT NULL,
    bank_name     TEXT   NOT NULL,
    capacity      TEXT   NOT NULL, -- own, member, guardian or keeper
    agreement     TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX payee_account_person ON payee_account (county, person_county, person);
CREATE INDEX payee_account_number ON payee_account (number_index, county) WHERE number_index IS NOT NULL;

-- A run pays one programme, or all, for one month in one county.
CREATE TABLE pay_run (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    programme     TEXT   NOT NULL, -- empty: all
    month         TEXT   NOT NULL,
    kind          TEXT   NOT NULL, -- regular or supplementary
    state         TEXT   NOT NULL,
    makers        TEXT   NOT NULL, -- who prepared or changed the list, blanks between them
    lines         BIGINT NOT NULL,
    total         BIGINT NOT NULL, -- fen
    hash          TEXT   NOT NULL, -- SM3 over the lines; empty in a draft
    reviewer      TEXT   NOT NULL,
    first_signer  TEXT   NOT NULL,
    second_signer TEXT   NOT NULL,
    note          TEXT   NOT NULL, -- why it was sent back or changed
    format        TEXT   NOT NULL,
    file_hash     TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_run_month ON pay_run (county, month);

-- A line is what a run pays for one programme, month and household or person.
CREATE TABLE pay_line (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run           TEXT    NOT NULL,
    run_month     TEXT    NOT NULL,
    programme     TEXT    NOT NULL,
    household     TEXT    NOT NULL,
    person        TEXT    NOT NULL,
    month         TEXT    NOT NULL, -- for which it is owed
    kind          TEXT    NOT NULL, -- regular, arrears or reissue
    entitlement   TEXT    NOT NULL,
    division      TEXT    NOT NULL,
    payee_county  TEXT    NOT NULL,
    payee         TEXT    NOT NULL,
    account       TEXT    NOT NULL, -- empty: none is known
    revision      BIGINT  NOT NULL,
    amount        BIGINT  NOT NULL, -- fen
    status        TEXT    NOT NULL,
    live          BOOLEAN NOT NULL, -- it stands for the month's money; false: something else does
    origin        TEXT    NOT NULL, -- of a reissue: the line that came back
    code          TEXT    NOT NULL, -- the bank's
    reason        TEXT    NOT NULL, -- ours: of a return, of a line held back
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_line_run ON pay_line (county, run);
CREATE INDEX pay_line_household ON pay_line (county, household, programme, person, month);
CREATE INDEX pay_line_month ON pay_line (county, run_month);
CREATE INDEX pay_line_returned ON pay_line (county, id) WHERE closed IS NULL AND status = 'returned';
-- Nobody is paid twice for a month, whatever a program does wrong.
CREATE UNIQUE INDEX pay_line_once ON pay_line (county, programme, month, household, person)
    WHERE closed IS NULL AND live AND kind = 'regular';
CREATE UNIQUE INDEX pay_line_reissued_once ON pay_line (county, origin)
    WHERE closed IS NULL AND live AND kind = 'reissue';

-- The bank file of a run as it was made, sealed, in pieces.
CREATE TABLE pay_file (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run    TEXT   NOT NULL,
    part   BIGINT NOT NULL,
    sealed BYTEA,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_file_run ON pay_file (county, run, part);

-- A file the bank sent back.
CREATE TABLE pay_return (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run            TEXT   NOT NULL,
    file_hash      TEXT   NOT NULL,
    paid_lines     BIGINT NOT NULL,
    paid_total     BIGINT NOT NULL,
    returned_lines BIGINT NOT NULL,
    returned_total BIGINT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_return_run ON pay_return (county, run);

-- What in a returned file does not fit the run; an open one keeps the run open.
CREATE TABLE pay_finding (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    run        TEXT   NOT NULL,
    answer     TEXT   NOT NULL, -- the returned file
    kind       TEXT   NOT NULL,
    place      BIGINT NOT NULL, -- line of the file; 0: the whole
    told       TEXT   NOT NULL,
    resolution TEXT   NOT NULL, -- empty: open
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_finding_run ON pay_finding (county, run);

-- What was paid beyond what was due, month by month. It stays until it is due
-- after all, or recovered.
CREATE TABLE overpayment (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    programme TEXT   NOT NULL,
    household TEXT   NOT NULL,
    person    TEXT   NOT NULL,
    month     TEXT   NOT NULL,
    amount    BIGINT NOT NULL,
    basis     TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX overpayment_household ON overpayment (county, household, programme, person);

-- +goose Down
DROP TABLE overpayment;
DROP TABLE pay_finding;
DROP TABLE pay_return;
DROP TABLE pay_file;
DROP TABLE pay_line;
DROP TABLE pay_run;
DROP TABLE payee_account;
DROP TABLE entitlement_change;
DROP TABLE entitlement;
