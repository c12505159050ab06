-- +goose Up
-- Standards that an office decided in this store, beside those the packs bring.
-- They concern no county: county is '000000', and the region says where they hold.
CREATE TABLE decided_standard (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    parameter  TEXT   NOT NULL,
    region     TEXT   NOT NULL, -- of a city or a county, six digits
    since      TEXT   NOT NULL,
    value      TEXT   NOT NULL, -- as packs write it; of town and country the urban one
    rural      TEXT   NOT NULL, -- empty: the same in the country
    source     TEXT   NOT NULL, -- number of the document
    decider    TEXT   NOT NULL, -- actor
    name       TEXT   NOT NULL, -- what the officer is called
    decided_at BIGINT NOT NULL,
    note       TEXT   NOT NULL,
    withdrawn  TEXT   NOT NULL, -- why; empty: it stands
    PRIMARY KEY (county, id, opened)
);

-- New amounts by a standard, one for each entitlement it raised, with the facts
-- from which the amount can be computed again. county is the family's.
CREATE TABLE standard_amount (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    standard    TEXT   NOT NULL,
    entitlement TEXT   NOT NULL,
    programme   TEXT   NOT NULL,
    household   TEXT   NOT NULL,
    person      TEXT   NOT NULL,
    from_month  TEXT   NOT NULL,
    before      BIGINT NOT NULL, -- fen a month
    amount      BIGINT NOT NULL, -- fen a month
    day         TEXT   NOT NULL, -- as of which the family was judged
    bundle      TEXT   NOT NULL, -- the packs it was judged by
    snapshot    TEXT   NOT NULL, -- SM3 of the facts
    facts       BYTEA,           -- sealed
    name        TEXT   NOT NULL, -- of the officer who confirmed it
    reason      TEXT   NOT NULL, -- of the confirmation
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX standard_amount_standard ON standard_amount (county, standard);

-- +goose Down
DROP TABLE standard_amount;
DROP TABLE decided_standard;
