-- Sums per month of every unit together, which every view of a place is compared with.
CREATE TABLE registration_country_month (
    month           BIGINT NOT NULL,
    days            BIGINT NOT NULL,
    bed_days        DOUBLE PRECISION NOT NULL,
    occupied        DOUBLE PRECISION NOT NULL,
    full_days       BIGINT NOT NULL,
    empty_days      BIGINT NOT NULL,
    admissions      BIGINT,
    discharges      BIGINT,
    rejected        BIGINT,
    discharge_ready DOUBLE PRECISION,
    CONSTRAINT registration_country_month_key PRIMARY KEY (month)
);

INSERT INTO registration_country_month
SELECT month, CAST(SUM(days) AS BIGINT), SUM(bed_days), SUM(occupied), CAST(SUM(full_days) AS BIGINT),
       CAST(SUM(empty_days) AS BIGINT), CAST(SUM(admissions) AS BIGINT), CAST(SUM(discharges) AS BIGINT),
       CAST(SUM(rejected) AS BIGINT), SUM(discharge_ready)
FROM registration_month GROUP BY month ORDER BY month;

DROP INDEX registration_month_occupancy;
