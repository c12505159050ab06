-- +goose Up
-- Double entry in any unit. A transfer names the account it leaves and the one it
-- reaches in one row, so that sums balance whatever is written.

-- What can hold a balance. The id is the account's code.
CREATE TABLE ledger_account (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    unit       TEXT    NOT NULL, -- fen, minutes, voucher:…
    title      TEXT    NOT NULL,
    overdraw   BOOLEAN NOT NULL, -- it may go below zero
    PRIMARY KEY (county, id, opened)
);

-- Where each account stands: derived from the transfers, kept so that the
-- database itself refuses what would take an account below its floor. The limits
-- keep sums far from the end of the numbers.
CREATE TABLE ledger_balance (
    county  TEXT   NOT NULL,
    account TEXT   NOT NULL,
    class   TEXT   NOT NULL, -- the code up to its first point
    unit    TEXT   NOT NULL,
    floor   BIGINT NOT NULL,
    came    BIGINT NOT NULL, -- all that ever reached the account
    went    BIGINT NOT NULL, -- all that ever left it
    balance BIGINT NOT NULL,
    PRIMARY KEY (county, account),
    UNIQUE (county, account, unit),
    CHECK (floor <= 0),
    CHECK (came BETWEEN 0 AND 4000000000000000000),
    CHECK (went BETWEEN 0 AND 4000000000000000000),
    CHECK (balance = came - went),
    CHECK (balance >= floor)
);
CREATE INDEX ledger_balance_class ON ledger_balance (county, class, account);

-- What moved on a day: balances of past days need not read every transfer.
CREATE TABLE ledger_day (
    county  TEXT   NOT NULL,
    account TEXT   NOT NULL,
    day     TEXT   NOT NULL,
    came    BIGINT NOT NULL,
    went    BIGINT NOT NULL,
    PRIMARY KEY (county, account, day),
    CHECK (came >= 0),
    CHECK (went >= 0)
);

-- A transfer is never changed and never taken away: what was wrong is reversed,
-- once, by a transfer the other way. Both accounts must hold its unit.
CREATE TABLE ledger_transfer (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    n            BIGINT NOT NULL, -- its place in the act, from 1
    from_account TEXT   NOT NULL,
    to_account   TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    amount       BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    subject      TEXT   NOT NULL, -- what moved it: a run, a line, a decision
    day          TEXT   NOT NULL, -- to which it counts
    reverses     TEXT   NOT NULL, -- the transfer it undoes; empty: none
    note         TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened),
    UNIQUE (county, id),
    UNIQUE (county, opened, n),
    CHECK (closed IS NULL),
    CHECK (amount BETWEEN 1 AND 1000000000000000),
    CHECK (from_account <> to_account),
    CHECK (reverses <> id),
    FOREIGN KEY (county, from_account, unit) REFERENCES ledger_balance (county, account, unit),
    FOREIGN KEY (county, to_account, unit) REFERENCES ledger_balance (county, account, unit)
);
CREATE INDEX ledger_transfer_from ON ledger_transfer (county, from_account, day, opened, n);
CREATE INDEX ledger_transfer_to ON ledger_transfer (county, to_account, day, opened, n);
CREATE INDEX ledger_transfer_subject ON ledger_transfer (county, subject);
CREATE UNIQUE INDEX ledger_transfer_reversed_once ON ledger_transfer (county, reverses) WHERE reverses <> '';

-- +goose Down
DROP TABLE ledger_transfer;
DROP TABLE ledger_day;
DROP TABLE ledger_balance;
DROP TABLE ledger_account;
