-- +goose Up
-- Nobody asks which benefits an act opened: a list is compared by person, and
-- what is in pay is read by id. The index only made taking lists over dearer.

DROP INDEX in_pay_opened;

-- +goose Down
CREATE INDEX in_pay_opened ON in_pay (county, opened);
