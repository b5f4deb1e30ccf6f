-- What ends by itself. Times are UTC.
ALTER TABLE account ADD COLUMN password_ends_at DATETIME; -- from then on it doesn't count; NULL: one's own, without end

-- What one of the servers does once a day.
CREATE TABLE chore (
    name    TEXT NOT NULL CONSTRAINT chore_key PRIMARY KEY,
    done_at DATETIME NOT NULL
) WITHOUT ROWID;
