-- The trail of everything that people change by hand: stays, days, accounts, events. Rows are only added.
-- What files change stands in import_batch and superseded_row.
CREATE TABLE change_log (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      TIMESTAMPTZ NOT NULL,
    account BIGINT,        -- NULL: the operator of a database without accounts, or the command line
    person  TEXT NOT NULL, -- how the person was named then
    subject TEXT NOT NULL, -- stay, day, account, …
    unit    TEXT,          -- whose trail it belongs to; NULL: none's
    row_key TEXT NOT NULL,
    action  TEXT NOT NULL, -- made, changed, struck, …
    reason  TEXT,          -- a code from a list, never free text
    old_row TEXT,          -- JSON as it was; NULL where there was nothing
    new_row TEXT           -- JSON as it became; NULL where nothing is left
);
CREATE INDEX change_log_by_key ON change_log (subject, row_key);
CREATE INDEX change_log_by_unit ON change_log (unit, id);
