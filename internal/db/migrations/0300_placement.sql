-- +goose Up
-- Somebody who is placed in a home for the elderly with the support of the county.
CREATE TABLE placement (
    county     TEXT   NOT NULL, -- of the home and of the person, six digits
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    number     TEXT   NOT NULL,
    household  TEXT   NOT NULL, -- in the same county
    person     TEXT   NOT NULL, -- in the same county
    name       TEXT,
    division   TEXT   NOT NULL, -- of the person, twelve digits
    home       TEXT   NOT NULL, -- facility of the same county
    ground     TEXT   NOT NULL, -- name of placements.yaml
    care       TEXT   NOT NULL, -- self, half or full
    state      TEXT   NOT NULL, -- waiting, proposed, agreed, approved, living, left or withdrawn
    fee        BIGINT NOT NULL, -- of the home, a month
    income     BIGINT NOT NULL, -- of the person, a month
    own        BIGINT NOT NULL, -- of the fee: by the person
    support    BIGINT NOT NULL, -- of the fee: by the county
    rest       BIGINT NOT NULL, -- of the fee: by whom the body names
    since      TEXT   NOT NULL, -- month from which the amounts hold; empty: nobody lives there yet
    began      TEXT   NOT NULL, -- day of the proposal, or from which the person waits
    entered    TEXT,            -- day
    left_on    TEXT,            -- day
    reason     TEXT   NOT NULL, -- of leaving: moved, home, hospital, died or other
    due        TEXT,            -- day by which something is to be done
    visit_by   TEXT,            -- day
    review_by  TEXT,            -- day
    proposer   TEXT   NOT NULL, -- actor
    origin     TEXT   NOT NULL, -- where the need was found: case, lead or file
    origin_id  TEXT   NOT NULL, -- of the case or the lead in the same county, or the household
    step       TEXT   NOT NULL, -- what made this version
    body       BYTEA,           -- sealed: what was said, who agreed and how
    by_name    TEXT   NOT NULL,
    once       TEXT   NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX placement_home ON placement (county, home);
CREATE INDEX placement_person ON placement (county, person);
CREATE INDEX placement_due ON placement (county, division, due, id);

-- +goose Down
DROP TABLE placement;
