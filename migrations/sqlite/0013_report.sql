-- Reports that people put together: views of pages in an order, with words between them. Times are UTC.
CREATE TABLE report (
    code       TEXT NOT NULL CONSTRAINT report_key PRIMARY KEY, -- its address: random, given to those one shares it with
    account    BIGINT NOT NULL CONSTRAINT report_account REFERENCES account (id), -- who may change it
    title      TEXT NOT NULL,
    content    TEXT NOT NULL, -- JSON: period and parts in order
    version    BIGINT NOT NULL, -- counts changes
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL
) WITHOUT ROWID;
CREATE INDEX report_by_account ON report (account);
