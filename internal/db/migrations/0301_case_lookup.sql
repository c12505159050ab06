-- +goose Up
-- A case is looked up by its family and by its number when it has them. With those that do
-- not yet, which all look alike, SQLite took both indexes for no guide and read the cases
-- of the whole county.
DROP INDEX casefile_household;
DROP INDEX casefile_number;
CREATE INDEX casefile_household ON casefile (county, household) WHERE household <> '';
CREATE INDEX casefile_number ON casefile (county, number) WHERE number <> '';

-- +goose Down
DROP INDEX casefile_household;
DROP INDEX casefile_number;
CREATE INDEX casefile_number ON casefile (county, number);
CREATE INDEX casefile_household ON casefile (county, household);
