-- Sums that the page Oversikt compares places by.

-- Emergency admissions of a month and municipality in one row, on today's borders: the country is read in 357 rows a
-- month instead of 1 785. `followed`: admissions whose readmissions are known.
CREATE TABLE admission_place_month (
    month          BIGINT NOT NULL,
    municipality   TEXT NOT NULL,
    age_0_17       DOUBLE PRECISION NOT NULL,
    age_18_49      DOUBLE PRECISION NOT NULL,
    age_50_66      DOUBLE PRECISION NOT NULL,
    age_67_79      DOUBLE PRECISION NOT NULL,
    age_80         DOUBLE PRECISION NOT NULL,
    followed       DOUBLE PRECISION NOT NULL,
    readmissions30 DOUBLE PRECISION NOT NULL,
    CONSTRAINT admission_place_month_key PRIMARY KEY (month, municipality)
);
INSERT INTO admission_place_month (month, municipality, age_0_17, age_18_49, age_50_66, age_67_79, age_80,
                                   followed, readmissions30)
SELECT month, municipality,
       SUM(CASE WHEN age_group = '0-17' THEN admissions ELSE 0.0 END),
       SUM(CASE WHEN age_group = '18-49' THEN admissions ELSE 0.0 END),
       SUM(CASE WHEN age_group = '50-66' THEN admissions ELSE 0.0 END),
       SUM(CASE WHEN age_group = '67-79' THEN admissions ELSE 0.0 END),
       SUM(CASE WHEN age_group = '80+' THEN admissions ELSE 0.0 END),
       SUM(CASE WHEN readmissions30 IS NOT NULL THEN admissions ELSE 0.0 END),
       SUM(COALESCE(readmissions30, 0.0))
FROM admission_month GROUP BY month, municipality ORDER BY month, municipality;

-- Completed stays by where the patient lives, on today's borders: counts may be decimal as above.
CREATE TABLE stay_home_month (
    month BIGINT NOT NULL,
    home  TEXT NOT NULL,
    unit  TEXT NOT NULL CONSTRAINT stay_home_month_unit REFERENCES unit (code),
    stays DOUBLE PRECISION NOT NULL,
    CONSTRAINT stay_home_month_key PRIMARY KEY (month, home, unit)
);
INSERT INTO stay_home_month (month, home, unit, stays)
SELECT s.discharge_month, COALESCE(c.to_number, s.home), s.unit, SUM(COALESCE(c.share, 1.0))
FROM stay AS s LEFT JOIN border_change AS c
  ON c.from_number = s.home AND s.discharge_month <= c.last_year * 100 + 12
WHERE s.discharge_month IS NOT NULL
GROUP BY s.discharge_month, COALESCE(c.to_number, s.home), s.unit
ORDER BY s.discharge_month, COALESCE(c.to_number, s.home), s.unit;
