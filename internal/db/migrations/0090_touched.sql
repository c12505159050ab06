-- +goose Up
-- What a refresh of facts looks for: rows closed since an act, which are few,
-- and members kept in other counties. A row costs nothing here before it is closed.

CREATE INDEX person_closed ON person (county, closed) WHERE closed IS NOT NULL;
CREATE INDEX household_closed ON household (county, closed) WHERE closed IS NOT NULL;
CREATE INDEX member_closed ON member (county, closed) WHERE closed IS NOT NULL;
CREATE INDEX record_closed ON record (county, closed) WHERE closed IS NOT NULL;
CREATE INDEX authorisation_closed ON authorisation (county, closed) WHERE closed IS NOT NULL;
CREATE INDEX member_stranger ON member (county, household) WHERE person_county <> county;

-- +goose Down
DROP INDEX member_stranger;
DROP INDEX authorisation_closed;
DROP INDEX record_closed;
DROP INDEX member_closed;
DROP INDEX household_closed;
DROP INDEX person_closed;
