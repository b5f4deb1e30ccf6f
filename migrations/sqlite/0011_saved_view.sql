-- Short codes that lead back to a view: files carry them. Times are UTC.
CREATE TABLE saved_view (
    code       TEXT NOT NULL CONSTRAINT saved_view_key PRIMARY KEY,
    address    TEXT NOT NULL CONSTRAINT saved_view_address UNIQUE, -- path and query in one spelling
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL
) WITHOUT ROWID;
