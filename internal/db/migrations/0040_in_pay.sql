-- +goose Up
-- Benefits that were being paid when a city moved in: who gets what since when.
-- county is the home county of the person named; of a household's benefit that is
-- the one who applied.

CREATE TABLE in_pay (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person      TEXT   NOT NULL,
    programme   TEXT   NOT NULL,
    amount      BIGINT NOT NULL, -- fen a month
    start_month TEXT   NOT NULL,
    end_month   TEXT,
    covered     BIGINT,
    category    TEXT,
    certificate TEXT,
    bank        TEXT,
    holder      TEXT,
    reviewed    TEXT,
    note        TEXT,
    account     BYTEA, -- sealed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX in_pay_opened ON in_pay (county, opened);
CREATE INDEX in_pay_person ON in_pay (county, person, programme);

-- +goose Down
DROP TABLE in_pay;
