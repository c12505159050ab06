-- +goose Up
-- What waits for its batch is found without reading every act of every load.
CREATE INDEX provisional_effective ON provisional (county, effective);

-- +goose Down
DROP INDEX provisional_effective;
