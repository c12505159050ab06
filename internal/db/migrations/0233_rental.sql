-- +goose Up
-- Assistive devices that are lent: what each point has, and who has it. county is the
-- county of the point.

CREATE TABLE rental_item (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    device     TEXT   NOT NULL, -- a device of the packs
    division   TEXT   NOT NULL, -- of the point: twelve digits
    tag        TEXT   NOT NULL, -- what stands on it
    state      TEXT   NOT NULL, -- stock, lent, repair, retired
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX rental_item_opened ON rental_item (county, opened);
CREATE INDEX rental_item_division ON rental_item (county, division);

CREATE TABLE rental_order (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL, -- FJ-320613-2025-00001
    division   TEXT   NOT NULL, -- of the point
    device     TEXT   NOT NULL,
    item       TEXT   NOT NULL, -- the one that was lent; or empty
    person_county TEXT NOT NULL,
    person     TEXT   NOT NULL,
    name       TEXT,
    state      TEXT   NOT NULL, -- asked, fit, unfit, lent, settled, cancelled
    rent_group TEXT   NOT NULL, -- a group of the packs; empty before it was assessed
    months     BIGINT NOT NULL, -- for which it is lent
    rent       BIGINT NOT NULL, -- fen a month
    deposit    BIGINT NOT NULL, -- fen
    share      BIGINT NOT NULL, -- permille of the rent that is paid for him
    lent_on    TEXT   NOT NULL,
    until      TEXT   NOT NULL, -- the last day
    back_on    TEXT   NOT NULL,
    damage     BIGINT NOT NULL, -- fen
    own        BIGINT NOT NULL, -- fen he paid himself, damage included
    subsidy    BIGINT NOT NULL, -- fen that were paid for him
    said       BYTEA,           -- sealed: telephone, need, findings
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX rental_order_opened ON rental_order (county, opened);
CREATE INDEX rental_order_division ON rental_order (county, division);
CREATE INDEX rental_order_person ON rental_order (person) WHERE closed IS NULL;
CREATE INDEX rental_order_once ON rental_order (county, once);

-- +goose Down
DROP TABLE rental_order;
DROP TABLE rental_item;
