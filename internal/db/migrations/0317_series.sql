-- +goose Up
-- Numbers by which people call things, such as DB-320613-2025-00012 and 低不确〔2025〕3号: the
-- last one given of each series. It goes on with what was numbered before.
CREATE TABLE series (
    county TEXT   NOT NULL,
    head   TEXT   NOT NULL, -- what its numbers begin with, to the year: DB-320613-2025-
    last   BIGINT NOT NULL,
    PRIMARY KEY (county, head)
);
INSERT INTO series (county, head, last)
SELECT n.county, rtrim(n.number, '0123456789号'), max(CAST(replace(substr(n.number, length(rtrim(n.number, '0123456789号')) + 1), '号', '') AS BIGINT))
FROM (
    SELECT county, number FROM casefile
    UNION SELECT county, number FROM case_letter
    UNION SELECT county, number FROM inquiry
    UNION SELECT county, number FROM lead
    UNION SELECT county, number FROM referral
    UNION SELECT county, number FROM conference_item
    UNION SELECT county, number FROM response
    UNION SELECT county, number FROM placement
    UNION SELECT county, number FROM handout
    UNION SELECT county, number FROM complaint
    UNION SELECT county, number FROM hotline_call
    UNION SELECT county, number FROM booking
    UNION SELECT county, number FROM rental_order
) n
WHERE n.number <> rtrim(n.number, '0123456789号') AND n.number <> ''
GROUP BY n.county, rtrim(n.number, '0123456789号');

-- The list of cases, and the counts above it, are read from an index alone, but for the
-- rows that are shown.
DROP INDEX casefile_division;
DROP INDEX casefile_intake;
CREATE INDEX casefile_division ON casefile (division, awaits, due, matter, stage) WHERE closed IS NULL AND number <> '';
CREATE INDEX casefile_intake ON casefile (intake, division, awaits, due, matter) WHERE closed IS NULL AND number <> '';

-- The cases that came of something, such as a proposal, are looked up by it.
CREATE INDEX casefile_origin ON casefile (county, origin) WHERE origin <> '';

-- +goose Down
DROP INDEX casefile_origin;
DROP INDEX casefile_intake;
DROP INDEX casefile_division;
CREATE INDEX casefile_division ON casefile (division, due) WHERE closed IS NULL;
CREATE INDEX casefile_intake ON casefile (intake) WHERE closed IS NULL;
DROP TABLE series;
