-- +goose Up
-- What every list looks for in the lines of all years, of which there are few: what
-- came back and waits, and what a batch left behind.
DROP INDEX pay_line_returned;
CREATE INDEX pay_line_waiting ON pay_line (county, id) WHERE closed IS NULL AND status IN ('returned', 'again');
CREATE INDEX pay_line_left ON pay_line (county, month) WHERE closed IS NULL AND kind = 'one_off' AND NOT live;

-- +goose Down
DROP INDEX pay_line_left;
DROP INDEX pay_line_waiting;
CREATE INDEX pay_line_returned ON pay_line (county, id) WHERE closed IS NULL AND status = 'returned';
