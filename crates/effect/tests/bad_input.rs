//! Bad input: refused with the row and what to do, or answered with a reason. Never a panic, never NaN.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use effect::{Estimation, Refusal, Status};
use stored::made::{Made, answer, text};

const ESTIMATORS: [&str; 7] =
    ["imputation", "its", "twfe", "event-study", "group-time", "sun-abraham", "bjs"];

fn panel() -> Made {
    Made::staggered(12, 12, 36, 14, 40.0)
}

/// Refused by every estimator, with these words.
fn refused(csv: &str, options: &str, words: &str) {
    for name in ESTIMATORS {
        let message = answer(csv, &format!("--estimator {name} {options}")).expect_err(name).to_string();
        assert!(message.contains(words), "{name}: {message}");
    }
}

/// Refused by the Poisson estimators.
fn refused_counts(csv: &str, words: &str) {
    for name in &ESTIMATORS[..4] {
        let message = answer(csv, &format!("--estimator {name}")).expect_err(name).to_string();
        assert!(message.contains(words), "{name}: {message}");
    }
}

fn edit(row: usize, column: usize, value: &str) -> String {
    let mut rows = panel().rows();
    rows[row][column] = value.into();
    text(&rows)
}

fn finite(answer: &Estimation) {
    let json = answer.to_json();
    assert!(!json.contains("NaN") && !json.contains("inf") && json.len() > 2, "{json}");
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
}

#[test]
fn an_unknown_column_is_refused_with_those_found() {
    let csv = panel().csv();
    for (options, column) in [
        ("--outcome innlagt", "innlagt"),
        ("--by age", "age"),
        ("--where age=80+", "age"),
        ("--cluster kad", "kad"),
    ] {
        let message = answer(&csv, &format!("--estimator twfe {options}")).unwrap_err().to_string();
        assert!(message.contains(&format!("there is no column «{column}»")), "{message}");
        assert!(message.contains("found: unit, period, outcome"), "{message}");
    }
    for missing in ["unit", "period", "outcome"] {
        let csv = csv.replacen(missing, "noe", 1);
        refused(&csv, "", &format!("there is no column «{missing}»"));
    }
    refused(&csv.replacen("population", "outcome", 1), "", "«outcome» occurs twice");
}

#[test]
fn periods_in_two_formats_are_refused() {
    refused(
        &edit(5, 1, "2010-Q2"),
        "",
        "line 7: «2010-Q2» in column «period», but earlier periods are written YYYY-MM",
    );
    refused(&edit(0, 4, "2011"), "", "«2011» in column «first_treated»");
}

#[test]
fn a_period_in_words_is_refused() {
    refused(&edit(5, 1, "juni 2010"), "", "line 7: «juni 2010» in column «period» is not a period");
    refused(&edit(5, 4, "aldri"), "", "leave it empty for a unit that never opens");
    refused(&edit(5, 1, ""), "", "line 7: «period» is empty");
    refused(&edit(5, 0, ""), "", "line 7: «unit» is empty");
}

#[test]
fn negative_and_fractional_counts_are_refused_in_a_poisson_model() {
    refused_counts(&edit(5, 2, "-3"), "line 7: the outcome -3 is negative");
    refused_counts(&edit(5, 2, "3.5"), "line 7: the outcome 3.5 is not a whole number");
    for name in ["bjs", "sun-abraham", "twfe --family linear"] {
        finite(&answer(&edit(5, 2, "3.5"), &format!("--estimator {name}")).unwrap());
    }
    refused_counts(&edit(5, 3, "-100"), "line 7: «population» is -100");
}

#[test]
fn a_unit_opens_once() {
    refused(
        &edit(40, 4, "2012-01"),
        "",
        "line 42: first_treated of unit «1102» is 2012-01, but 2011-04 on line 38",
    );
    refused(&edit(40, 4, ""), "", "is empty (never)");
}

#[test]
fn a_unit_belongs_to_one_cluster() {
    let rows = panel().rows();
    let cluster = |i: usize, unit: &str| if i == 50 { "B".to_owned() } else { unit.to_owned() };
    let lines: Vec<String> =
        rows.iter().enumerate().map(|(i, r)| format!("{},{}", r.join(","), cluster(i, &r[0]))).collect();
    let lines = lines.join("\n") + "\n";
    let csv = format!("unit,period,outcome,population,first_treated,kad\n{lines}");
    refused(&csv, "--cluster kad", "line 52: unit «1102» is in cluster «B», but in «1102» elsewhere");
}

#[test]
fn words_in_numbers_nan_and_infinity_are_refused() {
    for (value, words) in [
        ("NaN", "line 7: «NaN» in column «outcome» is not a finite number"),
        ("inf", "«inf»"),
        ("-Infinity", "«-Infinity»"),
        ("1e999", "«1e999»"),
        ("mange", "line 7: «mange» in column «outcome» is not a number"),
    ] {
        refused(&edit(5, 2, value), "", words);
    }
    refused_counts(&edit(5, 3, "inf"), "«inf» in column «population»");
}

#[test]
fn an_empty_file_and_a_bare_header_are_refused() {
    for csv in ["", "\n\n", "unit,period,outcome\n"] {
        refused(csv, "", "the panel has no rows");
    }
}

#[test]
fn ragged_rows_and_other_encodings_are_refused() {
    refused(&(panel().csv() + "1101,2030-01,4\n"), "", "has 3 fields where the header has 5");
    let spec = stored::specification("--estimator twfe");
    let latin = b"unit,period,outcome\nAsker\xf8,2010-01,4\n";
    assert_eq!(effect::read_panel(&latin[..], &spec).unwrap_err(), Refusal::NotUtf8(2));
}

#[test]
fn one_unit_or_one_period_is_answered_not_estimable_with_a_reason() {
    let unit = Made { units: panel().units[..1].to_vec(), ..panel() };
    let period = Made { periods: 1, ..panel() };
    let never = Made::staggered(0, 12, 36, 14, 40.0);
    for csv in [unit.csv(), period.csv(), never.csv()] {
        for name in ESTIMATORS {
            let got = answer(&csv, &format!("--estimator {name}")).unwrap();
            finite(&got);
            if !(name == "its" && csv == unit.csv()) {
                assert_eq!(got.status, Status::NotEstimable, "{name}\n{}", effect::table::render(&got));
                assert!(!got.warnings.is_empty(), "{name}");
            }
        }
    }
}

#[test]
fn a_panel_of_zeros_is_answered_without_numbers_that_do_not_exist() {
    let mut zeros = panel();
    zeros.units.iter_mut().for_each(|u| u.mean = 0.0);
    for name in ESTIMATORS {
        finite(&answer(&zeros.csv(), &format!("--estimator {name}")).unwrap());
    }
}

#[test]
fn huge_counts_and_tiny_populations_stay_finite() {
    let mut rows = panel().rows();
    for (i, row) in rows.iter_mut().enumerate() {
        row[2] = if i % 2 == 0 { "1e15".into() } else { "1".into() };
        row[3] = if i % 3 == 0 { "1e-12".into() } else { "1e12".into() };
    }
    for name in ESTIMATORS {
        if let Ok(got) = answer(&text(&rows), &format!("--estimator {name}")) {
            finite(&got);
        }
    }
}

#[test]
fn options_that_cannot_go_together_are_refused_with_those_that_can() {
    let csv = panel().csv();
    for (options, words) in [
        ("--estimator imputation --family linear", "use --family poisson"),
        ("--estimator imputation --variance quasi", "use jackknife, cluster"),
        ("--estimator its --by age", "--where instead of --by"),
        ("--estimator bjs --family poisson", "use --family linear"),
        ("--estimator gls", "--estimator gls is not understood"),
        ("--estimator twfe --season harmonic:9", "harmonic:1 … harmonic:5"),
        ("--estimator twfe --from 2012-01 --to 2011-01", "--from 2012-01 is after --to 2011-01"),
        ("--estimator twfe --where age", "COLUMN=LEVEL"),
        ("--estimator twfe --nonsense 3", "--nonsense is not understood"),
        ("--outcome outcome", "say which with --estimator"),
    ] {
        let message = answer(&csv, options).unwrap_err().to_string();
        assert!(message.contains(words), "{options}: {message}");
    }
}

#[test]
fn separators_decimal_commas_and_byte_order_marks_are_understood() {
    let csv = panel().csv();
    let want = answer(&csv, "--estimator imputation").unwrap();
    let semicolons = csv.replace(',', ";").replace("5100", "5100,0");
    for text in
        [semicolons.clone(), csv.replace(',', "\t"), format!("\u{feff}{csv}"), csv.replace('\n', "\r\n")]
    {
        assert_eq!(answer(&text, "--estimator imputation").unwrap(), want);
    }
}
