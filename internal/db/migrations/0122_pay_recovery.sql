-- +goose Up
-- How a family pays back what it was overpaid: what was agreed.
CREATE TABLE pay_recovery (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    programme   TEXT   NOT NULL,
    household   TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    debtor      TEXT,            -- who agreed
    agreement   TEXT   NOT NULL, -- number of the paper
    day         TEXT   NOT NULL, -- of the agreement
    total       BIGINT NOT NULL, -- fen, when it was agreed
    instalment  BIGINT NOT NULL, -- fen a month
    first_month TEXT   NOT NULL, -- by whose end the first instalment is due
    offset_fen  BIGINT NOT NULL, -- fen a month kept back from later payments by consent; 0: none
    state       TEXT   NOT NULL, -- open, replaced or written_off
    words       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_recovery_household ON pay_recovery (county, household);

-- What has come back, or was given up, for a month that was overpaid.
CREATE TABLE pay_recovered (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    recovery  TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    household TEXT   NOT NULL,
    person    TEXT   NOT NULL,
    month     TEXT   NOT NULL, -- the overpaid one
    kind      TEXT   NOT NULL, -- receipt, offset or write_off
    amount    BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    reference TEXT   NOT NULL, -- number of the receipt, the line that kept it back, the decision
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_recovered_household ON pay_recovered (county, household);
CREATE INDEX pay_recovered_of ON pay_recovered (county, recovery);

-- That somebody proposes to give up what is left of a debt, and what another one said.
CREATE TABLE pay_write_off (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    recovery TEXT   NOT NULL,
    amount   BIGINT NOT NULL,
    proposer TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    state    TEXT   NOT NULL, -- proposed, approved or refused
    decider  TEXT   NOT NULL,
    words    TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_write_off_of ON pay_write_off (county, recovery);

-- A month's money keeps something back once.
CREATE UNIQUE INDEX pay_line_offset_once ON pay_line (county, programme, month, household, person)
    WHERE closed IS NULL AND live AND kind = 'offset';

-- +goose Down
DROP INDEX pay_line_offset_once;
DROP TABLE pay_write_off;
DROP TABLE pay_recovered;
DROP TABLE pay_recovery;
