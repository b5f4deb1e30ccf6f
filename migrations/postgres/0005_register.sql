-- Registration by people: which units do it, and what their stays and days need beyond what files bring.

ALTER TABLE stay ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- grows with each change: two people on one stay
ALTER TABLE stay ADD COLUMN bed TEXT; -- the bed's number in the unit
ALTER TABLE stay ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT FALSE; -- FALSE: as a file brought it
-- The patients who are in a unit now.
CREATE INDEX stay_open ON stay (unit) WHERE discharged IS NULL;

ALTER TABLE registration ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE registration ADD COLUMN source TEXT NOT NULL DEFAULT 'fil'; -- fil, haand, opphold
ALTER TABLE registration ADD COLUMN bed_minutes BIGINT; -- only where the day is made from stays
ALTER TABLE registration ADD COLUMN lent_by_hand BOOLEAN NOT NULL DEFAULT FALSE; -- else counted from the stays

-- Units whose days are made from their stays, and from which day on. A struck stay leaves `stay` for change_log.
CREATE TABLE stay_register (
    unit  TEXT NOT NULL CONSTRAINT stay_register_unit REFERENCES unit (code),
    since DATE NOT NULL,
    CONSTRAINT stay_register_key PRIMARY KEY (unit)
);

-- How often people changed stays or days: one row, written first in each such transaction, so that they come one
-- after another and every server sees that its held data are old.
CREATE TABLE register_version (
    id      BIGINT NOT NULL CONSTRAINT register_version_one CHECK (id = 1),
    changes BIGINT NOT NULL,
    CONSTRAINT register_version_key PRIMARY KEY (id)
);
INSERT INTO register_version (id, changes) VALUES (1, 0);
