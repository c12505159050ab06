-- +goose Up
-- The numbers above the register of families at risk are counted from the index alone:
-- what is not in it, closed among it, SQLite would fetch from the row of every family.
CREATE INDEX household_risk_standing ON household_risk (division, level, visit_on, members, closed) WHERE closed IS NULL;

-- +goose Down
DROP INDEX household_risk_standing;
