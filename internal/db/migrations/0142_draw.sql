-- +goose Up
-- A drawing of lots is for one matter, whose pack says how large a share is drawn.

ALTER TABLE case_draw ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE case_draw ADD COLUMN share TEXT NOT NULL DEFAULT ''; -- as packs write it: 0.1

-- +goose Down
ALTER TABLE case_draw DROP COLUMN share;
ALTER TABLE case_draw DROP COLUMN matter;
