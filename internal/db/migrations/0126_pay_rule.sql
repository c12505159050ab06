-- +goose Up
-- What the packs said when an event was told and when an agreement was signed: a
-- change of the packs changes nothing of what waits or was agreed.

ALTER TABLE pay_event ADD COLUMN freezes BOOLEAN NOT NULL DEFAULT TRUE; -- its money waits for a decision
ALTER TABLE pay_event ADD COLUMN for_good BOOLEAN NOT NULL DEFAULT FALSE; -- he gets nothing any more
UPDATE pay_event SET freezes = kind NOT IN ('marriage', 'divorce'), for_good = kind IN ('death', 'cremation'); -- across counties
ALTER TABLE pay_recovery ADD COLUMN offset_permille BIGINT NOT NULL DEFAULT 300; -- of a month's benefit that may be kept back at most

-- +goose Down
ALTER TABLE pay_recovery DROP COLUMN offset_permille;
ALTER TABLE pay_event DROP COLUMN for_good;
ALTER TABLE pay_event DROP COLUMN freezes;
