-- +goose Up
-- Whom a city's app has proven for which session. The id is the hash of the one question
-- that was answered, so that no answer counts twice.
CREATE TABLE app_proof (
    county        TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    opened        BIGINT  NOT NULL,
    closed        BIGINT,
    valid_from    TEXT,
    valid_to      TEXT,
    proof         BYTEA   NOT NULL,
    app           TEXT    NOT NULL, -- as the configuration names it
    token         BYTEA   NOT NULL, -- SM3 of what the browser holds, as in session
    person_county TEXT    NOT NULL,
    person        TEXT    NOT NULL,
    checked       BOOLEAN NOT NULL, -- as strongly as the configuration asks for: by face
    at            BIGINT  NOT NULL, -- when he was checked there
    until         BIGINT  NOT NULL, -- until when that counts as just now
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX app_proof_opened ON app_proof (county, opened);
CREATE INDEX app_proof_token ON app_proof (county, token);

-- +goose Down
DROP TABLE app_proof;
