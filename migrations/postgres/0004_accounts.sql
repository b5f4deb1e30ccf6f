-- Who may sign in, who has, and who tried. Times are UTC.
CREATE TABLE account (
    id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email           TEXT NOT NULL CONSTRAINT account_email UNIQUE, -- trimmed, in small letters
    password        TEXT,          -- an argon2 hash in PHC form; NULL: no sign-in by password
    role            TEXT NOT NULL,
    trust           TEXT,          -- the area of a leser; NULL: the country
    disabled        BOOLEAN NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    password_set_at TIMESTAMPTZ
);

-- The units of a registrator.
CREATE TABLE account_unit (
    account BIGINT NOT NULL CONSTRAINT account_unit_account REFERENCES account (id),
    unit    TEXT NOT NULL CONSTRAINT account_unit_unit REFERENCES unit (code),
    CONSTRAINT account_unit_key PRIMARY KEY (account, unit)
);

-- A row per browser that is signed in.
CREATE TABLE session (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash         TEXT NOT NULL CONSTRAINT session_hash UNIQUE, -- SHA-256 of what the cookie holds, hexadecimal
    account      BIGINT NOT NULL CONSTRAINT session_account REFERENCES account (id),
    created_at   TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL, -- to the minute or so
    expires_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_by_account ON session (account);

-- Sign-ins that failed, until they are forgotten. The subject is a hash: neither address nor e-mail stands here.
CREATE TABLE sign_in_attempt (
    subject  TEXT NOT NULL CONSTRAINT sign_in_attempt_key PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  TIMESTAMPTZ NOT NULL
);
