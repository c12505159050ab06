-- +goose Up
-- Who signs in. All rows stand under the county 000000: an account is of no county,
-- its posts are.

CREATE TABLE staff (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    login    TEXT    NOT NULL, -- folded; an account keeps it for life
    name     TEXT,
    disabled BOOLEAN NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX staff_opened ON staff (county, opened);
CREATE INDEX staff_login ON staff (county, login);

-- What somebody does where, and from which day to which.
CREATE TABLE post (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    staff    TEXT NOT NULL,
    role     TEXT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX post_opened ON post (county, opened);
CREATE INDEX post_staff ON post (county, staff);
CREATE INDEX post_role ON post (county, role, division);

-- How somebody proves to be the owner of the account; the id is that of the staff.
CREATE TABLE credential (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    password  TEXT,             -- scheme, cost, salt and hash; emptied once it is replaced
    must      BOOLEAN NOT NULL, -- the password was given by somebody else and has to be changed
    secret    BYTEA,            -- sealed, of the authenticator
    confirmed BOOLEAN NOT NULL, -- a code of the authenticator was seen
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX credential_opened ON credential (county, opened);

-- Every attempt to sign in, and what came of it.
CREATE TABLE attempt (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    who     BYTEA  NOT NULL, -- blind index of the login that was typed, whether there is such an account or not
    staff   TEXT,
    outcome TEXT   NOT NULL, -- in, failed, locked, refused, unlocked, confirmed
    at      BIGINT NOT NULL,
    until   BIGINT NOT NULL, -- of a lock; 0: none
    step    BIGINT NOT NULL, -- of the authenticator's code that was used; 0: none
    address TEXT,            -- from which it came
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX attempt_opened ON attempt (county, opened);
CREATE INDEX attempt_who ON attempt (county, who, at);
CREATE INDEX attempt_staff ON attempt (county, staff, at);

CREATE TABLE session (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    token    BYTEA  NOT NULL, -- SM3 of what the browser holds
    way      TEXT   NOT NULL, -- password, oidc, code
    staff    TEXT,            -- whose session it is; NULL: a resident's
    people   TEXT,            -- of a resident: county/id, blanks between, the one acted for first
    only_county TEXT,         -- of an invitation: the one case it is for
    only_case   TEXT,
    only_for    TEXT,
    started  BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    address  TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX session_opened ON session (county, opened);
CREATE INDEX session_token ON session (county, token);
CREATE INDEX session_staff ON session (county, staff, until);
CREATE INDEX session_until ON session (county, until);

-- When a session was last heard of, coarsely. No business record.
CREATE TABLE session_seen (
    county TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    seen   BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);

-- How somebody wants the pages to be; the id is the actor's name.
CREATE TABLE setting (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    theme     TEXT    NOT NULL,
    text_size BIGINT  NOT NULL,
    keys_on   BOOLEAN NOT NULL,
    enter_on  BOOLEAN NOT NULL,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX setting_opened ON setting (county, opened);

-- Who stands in for whom, in which posts, on which days.
CREATE TABLE delegation (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    giver  TEXT NOT NULL,
    taker  TEXT NOT NULL,
    posts  TEXT NOT NULL, -- role:division, blanks between
    reason TEXT,
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX delegation_opened ON delegation (county, opened);
CREATE INDEX delegation_giver ON delegation (county, giver);
CREATE INDEX delegation_taker ON delegation (county, taker);

-- Codes that let a resident in once.
CREATE TABLE one_time_code (
    county     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    opened     BIGINT NOT NULL,
    closed     BIGINT,
    valid_from TEXT,
    valid_to   TEXT,
    proof      BYTEA  NOT NULL,
    sort    TEXT   NOT NULL, -- message, slip, invitation
    who     BYTEA  NOT NULL, -- blind index: of the telephone of a message, of the code of a slip
    code    BYTEA,           -- blind index of a message's code; NULL: for nobody, or a slip
    people  TEXT,            -- county/id, blanks between
    only_county TEXT,
    only_case   TEXT,
    only_for    TEXT,
    issuer  TEXT,            -- who printed a slip
    made    BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    tries   BIGINT NOT NULL, -- how often a wrong code was typed
    PRIMARY KEY (county, id, opened)
);
CREATE INDEX one_time_code_opened ON one_time_code (county, opened);
CREATE INDEX one_time_code_who ON one_time_code (county, who, made);
CREATE INDEX one_time_code_people ON one_time_code (county, people);
CREATE INDEX one_time_code_until ON one_time_code (county, until);

-- +goose Down
DROP TABLE one_time_code;
DROP TABLE delegation;
DROP TABLE setting;
DROP TABLE session_seen;
DROP TABLE session;
DROP TABLE attempt;
DROP TABLE credential;
DROP TABLE post;
DROP TABLE staff;
