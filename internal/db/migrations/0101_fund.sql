-- +goose Up
-- Money that a source gives a county for a year, or takes back: one person enters it,
-- another confirms it by the document. What was drawn and is left stands in the ledger.
CREATE TABLE fund_allotment (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    source    TEXT    NOT NULL, -- who gives it
    year      BIGINT  NOT NULL, -- of the budget
    amount    BIGINT  NOT NULL, -- fen
    back      BOOLEAN NOT NULL, -- it is taken back
    document  TEXT    NOT NULL, -- number of the notice
    day       TEXT    NOT NULL, -- of the notice
    state     TEXT    NOT NULL, -- proposed, confirmed or refused
    proposer  TEXT    NOT NULL,
    decider   TEXT    NOT NULL, -- empty while nobody has
    words     TEXT    NOT NULL, -- why it was refused
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX fund_allotment_year ON fund_allotment (county, year);

-- What a county plans to spend in a year on a programme from a source. The id is made
-- of the three, so that a plan has one line for them.
CREATE TABLE fund_budget (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    year      BIGINT NOT NULL,
    source    TEXT   NOT NULL,
    programme TEXT   NOT NULL,
    amount    BIGINT NOT NULL, -- fen
    basis     TEXT   NOT NULL, -- the document, or how it was worked out
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX fund_budget_year ON fund_budget (county, year);

-- +goose Down
DROP TABLE fund_budget;
DROP TABLE fund_allotment;
