-- What programs sign in with: a row per token. Times are UTC.
CREATE TABLE api_token (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    account      BIGINT NOT NULL CONSTRAINT api_token_account REFERENCES account (id),
    label        TEXT NOT NULL, -- which program it is for
    hash         TEXT NOT NULL CONSTRAINT api_token_hash UNIQUE, -- SHA-256 of the token, hexadecimal
    created_at   DATETIME NOT NULL,
    expires_at   DATETIME NOT NULL,
    last_used_at DATETIME -- to the minute or so
);
CREATE INDEX api_token_by_account ON api_token (account);
