-- A completed stay in a few letters: its minutes, then one letter each for referrer, origin, destination, age group,
-- ICPC-2 chapter, alternative, purpose and the kind of unit; `-` where nothing was said. Pages that divide the country's
-- stays read these, a text a month and unit, instead of a row a stay. `packed.rs` reads them back.
CREATE VIEW stay_letters AS
SELECT s.discharge_month AS month, s.unit, s.home, s.age_group,
       CAST(s.minutes AS TEXT)
       || CASE s.referrer WHEN 'legevaktslege' THEN 'a' WHEN 'fastlege' THEN 'b' WHEN 'akuttmottak' THEN 'c'
          WHEN 'sykehusavdeling' THEN 'd' WHEN 'amk' THEN 'e' WHEN 'sykehjemslege' THEN 'f'
          WHEN 'hjemmetjeneste' THEN 'g' WHEN 'annet' THEN 'h' ELSE '?' END
       || CASE COALESCE(s.origin, '') WHEN '' THEN '-' WHEN 'hjem' THEN 'a' WHEN 'sykehjem' THEN 'b'
          WHEN 'sykehus' THEN 'c' WHEN 'legevakt' THEN 'd' WHEN 'annet' THEN 'e' ELSE '?' END
       || CASE COALESCE(s.destination, '') WHEN '' THEN '-' WHEN 'hjem' THEN 'a' WHEN 'hjem_tjenester' THEN 'b'
          WHEN 'korttidsplass' THEN 'c' WHEN 'sykehjem' THEN 'd' WHEN 'sykehus' THEN 'e' WHEN 'doed' THEN 'f'
          WHEN 'annet' THEN 'g' ELSE '?' END
       || CASE s.age_group WHEN '0-17' THEN 'a' WHEN '18-49' THEN 'b' WHEN '50-66' THEN 'c' WHEN '67-79' THEN 'd'
          WHEN '80+' THEN 'e' ELSE '?' END
       || COALESCE(s.chapter, '-')
       || CASE COALESCE(s.alternative, '') WHEN '' THEN '-' WHEN 'sykehus' THEN 'a' WHEN 'korttidsplass' THEN 'b'
          WHEN 'hjem' THEN 'c' WHEN 'ukjent' THEN 'd' ELSE '?' END
       || CASE COALESCE(s.purpose, '') WHEN '' THEN '-' WHEN 'kad' THEN 'a' WHEN 'sykestue' THEN 'b'
          WHEN 'observasjon' THEN 'c' WHEN 'utskrivningsklar' THEN 'd' ELSE '?' END
       || CASE u.kind WHEN 'kad' THEN 'a' WHEN 'sykestue' THEN 'b' WHEN 'intermediaer' THEN 'c' WHEN 'dms' THEN 'd'
          ELSE '?' END AS letters
FROM stay AS s JOIN unit AS u ON u.code = s.unit
WHERE s.discharge_month IS NOT NULL;

CREATE TABLE stay_packed (
    month BIGINT NOT NULL,
    unit  TEXT NOT NULL CONSTRAINT stay_packed_unit REFERENCES unit (code),
    stays TEXT NOT NULL,
    CONSTRAINT stay_packed_key PRIMARY KEY (month, unit)
) WITHOUT ROWID;

INSERT INTO stay_packed (month, unit, stays)
SELECT month, unit, string_agg(letters, '') FROM stay_letters GROUP BY month, unit ORDER BY month, unit;
