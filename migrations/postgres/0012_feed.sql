-- Views that accounts follow in a feed reader, by a secret address each. Times are UTC.
CREATE TABLE feed (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account      BIGINT NOT NULL CONSTRAINT feed_account REFERENCES account (id),
    address      TEXT NOT NULL, -- path and query of the view
    title        TEXT NOT NULL, -- what it was called when it was made
    hash         TEXT NOT NULL CONSTRAINT feed_hash UNIQUE, -- SHA-256 of the secret, hexadecimal
    created_at   TIMESTAMPTZ NOT NULL,
    last_read_at TIMESTAMPTZ -- to the hour or so
);
CREATE INDEX feed_by_account ON feed (account);
