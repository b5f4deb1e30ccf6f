-- Sign-in by the organisation (OpenID Connect). Times are UTC.
-- Whose accounts they are there: a person is issuer and subject, never an e-mail address.
CREATE TABLE organisation_account (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account BIGINT NOT NULL CONSTRAINT organisation_account_account REFERENCES account (id),
    shut    BOOLEAN NOT NULL, -- disabled because the organisation gave no role any more, not by hand
    CONSTRAINT organisation_account_key PRIMARY KEY (issuer, subject),
    CONSTRAINT organisation_account_one UNIQUE (account)
);

-- Sign-ins under way: a row from the button until the provider sends the browser back, once.
CREATE TABLE organisation_sign_in (
    state      TEXT NOT NULL CONSTRAINT organisation_sign_in_key PRIMARY KEY, -- SHA-256, hexadecimal
    browser    TEXT NOT NULL, -- SHA-256 of what the browser's cookie holds, hexadecimal
    nonce      TEXT NOT NULL,
    verifier   TEXT NOT NULL,
    carried    TEXT NOT NULL, -- where to go on, and a form that waits, as a browser encodes them
    expires_at TIMESTAMPTZ NOT NULL
);

ALTER TABLE session ADD COLUMN id_token TEXT; -- for signing out at the provider; NULL: signed in here, empty: none is kept
