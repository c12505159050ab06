-- +goose Up
-- Who may take somebody's money for him: a guardian, or a keeper by agreement.
CREATE TABLE pay_proxy (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    person_county TEXT NOT NULL,
    person        TEXT NOT NULL,
    capacity      TEXT NOT NULL, -- guardian or keeper
    name          TEXT,          -- who he is
    relation      TEXT NOT NULL,
    agreement     TEXT NOT NULL, -- number of the paper
    from_day      TEXT NOT NULL,
    to_day        TEXT,          -- NULL: no end is known
    evidence      TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_proxy_person ON pay_proxy (county, person_county, person);

-- Why an account became another one, who asked and what was shown.
CREATE TABLE pay_account_change (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    account    TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    line       TEXT   NOT NULL, -- the payment that came back; empty: none did
    asker      TEXT,            -- who asked
    evidence   TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX pay_account_change_of ON pay_account_change (county, account);

-- +goose Down
DROP TABLE pay_account_change;
DROP TABLE pay_proxy;
