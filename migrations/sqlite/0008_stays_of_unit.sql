-- The stays of one unit over some months, without reading all that it ever had.
CREATE INDEX stay_of_unit ON stay (unit, discharge_month);
