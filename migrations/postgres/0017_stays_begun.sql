-- The stays of a unit that began in some months with their lengths, without reading the stays themselves.
CREATE INDEX stay_begun ON stay (unit, admission_month, age_group, minutes, admitted);
