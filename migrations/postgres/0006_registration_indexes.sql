-- The months of one unit without reading every unit's; occupancy of the country's months from the index alone.
CREATE INDEX registration_month_by_unit ON registration_month (unit, month);
CREATE INDEX registration_month_occupancy ON registration_month (month, bed_days, occupied);
