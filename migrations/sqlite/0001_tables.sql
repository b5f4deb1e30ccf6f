-- The ten datasets, the trace of what imports replaced, and the monthly sums that pages read.
-- migrations/postgres has the same tables and columns; a store test holds the two together.
-- Months are whole numbers such as 202512. Times are UTC. Municipality numbers are four digits as text.

CREATE TABLE import_batch (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset        TEXT NOT NULL,
    file_name      TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    imported_at    DATETIME NOT NULL,
    imported_by    TEXT NOT NULL,
    rows_read      BIGINT NOT NULL,
    rows_added     BIGINT NOT NULL,
    rows_changed   BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL
);

-- What stood in a row before an import replaced it.
CREATE TABLE superseded_row (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    batch    BIGINT NOT NULL CONSTRAINT superseded_row_batch REFERENCES import_batch (id),
    dataset  TEXT NOT NULL,
    row_key  TEXT NOT NULL,
    old_row  TEXT NOT NULL
);
CREATE INDEX superseded_row_by_key ON superseded_row (dataset, row_key);

CREATE TABLE municipality (
    number        TEXT NOT NULL,
    valid_from    DATE NOT NULL, -- 0001-01-01: since always
    name          TEXT NOT NULL,
    county        TEXT,
    health_region TEXT NOT NULL,
    health_trust  TEXT NOT NULL,
    hospital_area TEXT,
    valid_to      DATE,
    CONSTRAINT municipality_key PRIMARY KEY (number, valid_from)
) WITHOUT ROWID;

CREATE TABLE border_change (
    from_number TEXT NOT NULL,
    to_number   TEXT NOT NULL,
    share       DOUBLE PRECISION NOT NULL CONSTRAINT border_change_share CHECK (share >= 0 AND share <= 1),
    last_year   BIGINT NOT NULL,
    CONSTRAINT border_change_key PRIMARY KEY (from_number, to_number)
) WITHOUT ROWID;

CREATE TABLE population (
    municipality TEXT NOT NULL,
    year         BIGINT NOT NULL,
    age_group    TEXT NOT NULL,
    inhabitants  BIGINT NOT NULL CONSTRAINT population_inhabitants CHECK (inhabitants >= 0),
    CONSTRAINT population_key PRIMARY KEY (municipality, year, age_group)
) WITHOUT ROWID;

CREATE TABLE unit (
    code                  TEXT NOT NULL CONSTRAINT unit_key PRIMARY KEY,
    name                  TEXT NOT NULL,
    kind                  TEXT NOT NULL,
    host                  TEXT,
    opened                DATE,
    closed                DATE,
    beside_legevakt       BOOLEAN,
    physician_cover       TEXT,
    location              TEXT,
    direct_from_emergency BOOLEAN,
    telephone             TEXT,
    offer                 TEXT
) WITHOUT ROWID;

CREATE TABLE unit_municipality (
    unit         TEXT NOT NULL CONSTRAINT unit_municipality_unit REFERENCES unit (code),
    municipality TEXT NOT NULL,
    valid_from   DATE NOT NULL,
    valid_to     DATE,
    share        DOUBLE PRECISION,
    CONSTRAINT unit_municipality_key PRIMARY KEY (unit, municipality, valid_from)
) WITHOUT ROWID;

CREATE TABLE beds (
    unit       TEXT NOT NULL CONSTRAINT beds_unit REFERENCES unit (code),
    valid_from DATE NOT NULL,
    beds       DOUBLE PRECISION NOT NULL CONSTRAINT beds_beds CHECK (beds >= 0),
    CONSTRAINT beds_key PRIMARY KEY (unit, valid_from)
) WITHOUT ROWID;

CREATE TABLE registration (
    unit            TEXT NOT NULL CONSTRAINT registration_unit REFERENCES unit (code),
    date            DATE NOT NULL,
    month           BIGINT NOT NULL,
    beds            DOUBLE PRECISION NOT NULL CONSTRAINT registration_beds CHECK (beds >= 0),
    occupied        DOUBLE PRECISION NOT NULL CONSTRAINT registration_occupied CHECK (occupied >= 0),
    admissions      BIGINT,
    discharges      BIGINT,
    rejected        BIGINT,
    discharge_ready DOUBLE PRECISION,
    CONSTRAINT registration_key PRIMARY KEY (unit, date)
) WITHOUT ROWID;

CREATE TABLE stay (
    unit            TEXT NOT NULL CONSTRAINT stay_unit REFERENCES unit (code),
    id              TEXT NOT NULL,
    home            TEXT NOT NULL,
    admitted        DATETIME NOT NULL,
    discharged      DATETIME,
    dates_only      BOOLEAN NOT NULL,
    admission_month BIGINT NOT NULL,
    discharge_month BIGINT,
    minutes         BIGINT CONSTRAINT stay_minutes CHECK (minutes >= 0),
    age_group       TEXT NOT NULL,
    sex             TEXT,
    origin          TEXT,
    referrer        TEXT NOT NULL,
    reason          TEXT,
    chapter         TEXT,
    problem         TEXT,
    purpose         TEXT,
    alternative     TEXT,
    destination     TEXT,
    CONSTRAINT stay_key PRIMARY KEY (unit, id),
    CONSTRAINT stay_destination CHECK ((discharged IS NULL) = (destination IS NULL))
) WITHOUT ROWID;
-- Every figure on stays asks for completed stays of some units in some months; the index answers alone.
CREATE INDEX stay_completed ON stay
    (discharge_month, unit, minutes, age_group, purpose, home, referrer, origin, destination, chapter, alternative, sex);

CREATE TABLE emergency_admission (
    municipality         TEXT NOT NULL,
    month                BIGINT NOT NULL,
    age_group            TEXT NOT NULL,
    department           TEXT NOT NULL,
    admissions           BIGINT NOT NULL CONSTRAINT emergency_admission_admissions CHECK (admissions >= 0),
    bed_days             DOUBLE PRECISION,
    readmissions30       BIGINT,
    discharge_ready_days DOUBLE PRECISION,
    CONSTRAINT emergency_admission_key PRIMARY KEY (municipality, month, age_group, department)
) WITHOUT ROWID;

CREATE TABLE event (
    unit         TEXT NOT NULL, -- empty: no single unit
    municipality TEXT NOT NULL, -- empty: no single municipality; both empty: the country
    date         DATE NOT NULL,
    kind         TEXT NOT NULL,
    description  TEXT,
    CONSTRAINT event_key PRIMARY KEY (unit, municipality, date, kind)
) WITHOUT ROWID;

-- Sums per month, made anew for what an import touches.
CREATE TABLE registration_month (
    month           BIGINT NOT NULL,
    unit            TEXT NOT NULL CONSTRAINT registration_month_unit REFERENCES unit (code),
    days            BIGINT NOT NULL,
    bed_days        DOUBLE PRECISION NOT NULL,
    occupied        DOUBLE PRECISION NOT NULL,
    full_days       BIGINT NOT NULL,
    empty_days      BIGINT NOT NULL,
    admissions      BIGINT,
    discharges      BIGINT,
    rejected        BIGINT,
    discharge_ready DOUBLE PRECISION,
    CONSTRAINT registration_month_key PRIMARY KEY (month, unit)
) WITHOUT ROWID;

CREATE TABLE stay_month (
    month       BIGINT NOT NULL,
    unit        TEXT NOT NULL CONSTRAINT stay_month_unit REFERENCES unit (code),
    stays       BIGINT NOT NULL,
    minutes     BIGINT NOT NULL,
    over_72h    BIGINT NOT NULL,
    adequate    BIGINT NOT NULL,
    answered    BIGINT NOT NULL,
    CONSTRAINT stay_month_key PRIMARY KEY (month, unit)
) WITHOUT ROWID;

-- Emergency admissions on today's borders, all departments together: former numbers are carried over by
-- border_change, so counts may be decimal.
CREATE TABLE admission_month (
    month                BIGINT NOT NULL,
    municipality         TEXT NOT NULL,
    age_group            TEXT NOT NULL,
    admissions           DOUBLE PRECISION NOT NULL,
    bed_days             DOUBLE PRECISION,
    readmissions30       DOUBLE PRECISION,
    discharge_ready_days DOUBLE PRECISION,
    CONSTRAINT admission_month_key PRIMARY KEY (month, municipality, age_group)
) WITHOUT ROWID;
