//! The monthly sums that pages read, made anew for what an import touched.

use vocabulary::Dataset;

/// The sums of several rows of `registration_month`, under the columns' own names.
macro_rules! month_sums {
    () => {
        "CAST(SUM(days) AS BIGINT) AS days, SUM(bed_days) AS bed_days, SUM(occupied) AS occupied, \
         CAST(SUM(full_days) AS BIGINT) AS full_days, CAST(SUM(empty_days) AS BIGINT) AS empty_days, \
         CAST(SUM(admissions) AS BIGINT) AS admissions, CAST(SUM(discharges) AS BIGINT) AS discharges, \
         CAST(SUM(rejected) AS BIGINT) AS rejected, SUM(discharge_ready) AS discharge_ready"
    };
}
pub(crate) use month_sums;

/// The same of one row.
macro_rules! month_columns {
    () => {
        "days, bed_days, occupied, full_days, empty_days, admissions, discharges, rejected, discharge_ready"
    };
}
pub(crate) use month_columns;

/// The statements that bring the sums up to date after an import of `dataset`; `all` where everything is new,
/// else only what the temporary table `incoming` names.
pub(crate) fn statements(dataset: Dataset, all: bool) -> Vec<String> {
    let touched = |condition: &str| if all { "TRUE".to_owned() } else { condition.to_owned() };
    match dataset {
        Dataset::Registrations => registration_month(&touched("unit IN (SELECT unit FROM incoming)"))
            .into_iter()
            .chain(registration_country_month("TRUE"))
            .collect(),
        Dataset::Stays => stay_sums(&touched("unit IN (SELECT unit FROM incoming)")),
        // The letters of a stay name the kind of its unit.
        Dataset::Units => stay_packed(&touched("unit IN (SELECT code FROM incoming)")).into(),
        Dataset::EmergencyAdmissions => admission_month(&touched("month IN (SELECT month FROM incoming)")),
        Dataset::BorderChanges => {
            admission_month("TRUE").into_iter().chain(stay_home_month("TRUE")).collect()
        }
        _ => Vec::new(),
    }
}

/// Sums of days. `scope` selects units and months.
pub(crate) fn registration_month(scope: &str) -> [String; 2] {
    [
        format!("DELETE FROM registration_month WHERE {scope}"),
        format!(
            "INSERT INTO registration_month (month, unit, {}) \
                     SELECT month, unit, COUNT(*), SUM(beds), SUM(occupied), \
                     COUNT(CASE WHEN beds > 0 AND occupied >= beds THEN 1 END), \
                     COUNT(CASE WHEN beds > 0 AND occupied = 0 THEN 1 END), \
                     CAST(SUM(admissions) AS BIGINT), CAST(SUM(discharges) AS BIGINT), \
                     CAST(SUM(rejected) AS BIGINT), SUM(discharge_ready) \
                     FROM registration WHERE {scope} GROUP BY month, unit ORDER BY month, unit",
            month_columns!()
        ),
    ]
}

/// Sums of every unit together. `scope` selects months.
pub(crate) fn registration_country_month(scope: &str) -> [String; 2] {
    [
        format!("DELETE FROM registration_country_month WHERE {scope}"),
        format!(
            "INSERT INTO registration_country_month (month, {}) \
             SELECT month, {} FROM registration_month WHERE {scope} GROUP BY month ORDER BY month",
            month_columns!(),
            month_sums!()
        ),
    ]
}

/// Sums of completed stays. `scope` selects units.
pub(crate) fn stay_sums(scope: &str) -> Vec<String> {
    vec![
                format!("DELETE FROM stay_month WHERE {scope}"),
                format!(
                    "INSERT INTO stay_month (month, unit, stays, minutes, over_72h, adequate, answered) \
                     SELECT discharge_month, unit, COUNT(*), CAST(SUM(minutes) AS BIGINT), \
                     COUNT(CASE WHEN minutes > 4320 THEN 1 END), \
                     COUNT(CASE WHEN alternative = 'sykehus' THEN 1 END), COUNT(CASE WHEN alternative <> 'ukjent' THEN 1 END) \
                     FROM stay WHERE discharge_month IS NOT NULL AND ({scope}) \
                     GROUP BY discharge_month, unit ORDER BY discharge_month, unit"
                ),
            ]
            .into_iter()
            .chain(stay_packed(scope))
            .chain(stay_home_month(scope))
            .collect()
}

/// Completed stays in letters. `scope` selects units.
fn stay_packed(scope: &str) -> [String; 2] {
    [
        format!("DELETE FROM stay_packed WHERE {scope}"),
        format!(
            "INSERT INTO stay_packed (month, unit, stays) SELECT month, unit, string_agg(letters, '') \
             FROM stay_letters WHERE {scope} GROUP BY month, unit ORDER BY month, unit"
        ),
    ]
}

/// Departments are summed first, in the order in which they lie; what is left is carried to today's borders.
fn admission_month(scope: &str) -> Vec<String> {
    vec![
        format!("DELETE FROM admission_month WHERE {scope}"),
        format!(
            "INSERT INTO admission_month (month, municipality, age_group, admissions, bed_days, readmissions30, \
             discharge_ready_days) \
             SELECT a.month, COALESCE(c.to_number, a.municipality), a.age_group, \
             SUM(a.admissions * COALESCE(c.share, 1.0)), SUM(a.bed_days * COALESCE(c.share, 1.0)), \
             SUM(a.readmissions30 * COALESCE(c.share, 1.0)), SUM(a.discharge_ready_days * COALESCE(c.share, 1.0)) \
             FROM (SELECT municipality, month, age_group, CAST(SUM(admissions) AS BIGINT) AS admissions, \
             SUM(bed_days) AS bed_days, CAST(SUM(readmissions30) AS BIGINT) AS readmissions30, \
             SUM(discharge_ready_days) AS discharge_ready_days \
             FROM emergency_admission WHERE {scope} GROUP BY municipality, month, age_group) AS a \
             LEFT JOIN border_change AS c \
             ON c.from_number = a.municipality AND a.month <= c.last_year * 100 + 12 \
             GROUP BY a.month, COALESCE(c.to_number, a.municipality), a.age_group \
             ORDER BY a.month, COALESCE(c.to_number, a.municipality), a.age_group"
        ),
        format!("DELETE FROM admission_place_month WHERE {scope}"),
        format!(
            "INSERT INTO admission_place_month (month, municipality, age_0_17, age_18_49, age_50_66, age_67_79, \
             age_80, followed, readmissions30) SELECT month, municipality, {}, {}, {}, {}, {}, \
             SUM(CASE WHEN readmissions30 IS NOT NULL THEN admissions ELSE 0.0 END), \
             SUM(COALESCE(readmissions30, 0.0)) \
             FROM admission_month WHERE {scope} GROUP BY month, municipality ORDER BY month, municipality",
            of_age("0-17"),
            of_age("18-49"),
            of_age("50-66"),
            of_age("67-79"),
            of_age("80+"),
        ),
    ]
}

/// The admissions of one age group; an age group without a row had none in that month.
fn of_age(code: &str) -> String {
    format!("SUM(CASE WHEN age_group = '{code}' THEN admissions ELSE 0.0 END)")
}

/// Stays by where the patient lives. `scope` selects units.
fn stay_home_month(scope: &str) -> [String; 2] {
    [
        format!("DELETE FROM stay_home_month WHERE {scope}"),
        format!(
            "INSERT INTO stay_home_month (month, home, unit, stays) \
             SELECT s.discharge_month, COALESCE(c.to_number, s.home), s.unit, SUM(COALESCE(c.share, 1.0)) \
             FROM stay AS s LEFT JOIN border_change AS c \
             ON c.from_number = s.home AND s.discharge_month <= c.last_year * 100 + 12 \
             WHERE s.discharge_month IS NOT NULL AND ({scope}) \
             GROUP BY s.discharge_month, COALESCE(c.to_number, s.home), s.unit \
             ORDER BY s.discharge_month, COALESCE(c.to_number, s.home), s.unit"
        ),
    ]
}
