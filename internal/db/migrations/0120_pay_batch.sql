-- +goose Up
-- What a run that pays once is for: the run's id is the batch's. Its lines are
-- lines of the run.
CREATE TABLE pay_batch (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    programme  TEXT   NOT NULL,
    month      TEXT   NOT NULL,
    title      TEXT   NOT NULL, -- as families read it
    basis      TEXT   NOT NULL, -- the decision it rests on
    PRIMARY KEY (county, id, opened)
);

-- Nobody is paid twice once for a programme and month, whatever is repeated, and
-- what came back is sent again once.
CREATE UNIQUE INDEX pay_line_one_off_once ON pay_line (county, programme, month, household, person)
    WHERE closed IS NULL AND live AND kind = 'one_off';
CREATE UNIQUE INDEX pay_line_one_off_again_once ON pay_line (county, origin)
    WHERE closed IS NULL AND live AND kind = 'one_off_again';

-- +goose Down
DROP INDEX pay_line_one_off_again_once;
DROP INDEX pay_line_one_off_once;
DROP TABLE pay_batch;
