-- What programs sign in with: a row per token. Times are UTC.
CREATE TABLE api_token (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account      BIGINT NOT NULL CONSTRAINT api_token_account REFERENCES account (id),
    label        TEXT NOT NULL, -- which program it is for
    hash         TEXT NOT NULL CONSTRAINT api_token_hash UNIQUE, -- SHA-256 of the token, hexadecimal
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ -- to the minute or so
);
CREATE INDEX api_token_by_account ON api_token (account);
