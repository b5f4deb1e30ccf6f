//! Each row of the table "Rules for thin data": it behaves so, and is listed.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use effect::{Estimation, Status};
use stored::made::{Made, MadeUnit, answer, text};

const ITS: &str = "--estimator its";
const IMPUTATION: &str = "--estimator imputation";

fn one(opening: i32, periods: usize, mean: f64) -> Made {
    let unit = MadeUnit { name: "1103".into(), opening: Some(opening), population: 9000.0, mean };
    Made { units: vec![unit], first: "2010-01", periods }
}

fn says(answer: &Estimation, words: &str) -> bool {
    answer.warnings.iter().any(|w| w.contains(words))
}

fn dropped<'a>(answer: &'a Estimation, words: &str) -> Option<&'a effect::result::Dropped> {
    answer.rows.dropped.iter().find(|d| d.reason.contains(words))
}

#[test]
fn under_12_months_before_there_is_no_time_series() {
    let got = answer(&one(11, 40, 30.0).csv(), ITS).unwrap();
    assert_eq!(got.status, Status::NotEstimable);
    assert!(says(&got, "11 months before the opening, 12 are needed"), "{:?}", got.warnings);
    assert_eq!(dropped(&got, "11 months before").unwrap().units, ["1103"]);
}

#[test]
fn under_12_months_after_the_text_says_when_it_becomes_possible() {
    let got = answer(&one(24, 31, 30.0).csv(), ITS).unwrap();
    assert_eq!(got.status, Status::NotEstimable);
    // Opens 2012-01, data to 2012-07: the twelfth month is 2012-12.
    assert!(
        says(&got, "7 months after the opening, 12 are needed; possible with data to 2012-12"),
        "{:?}",
        got.warnings
    );
    assert_eq!(effect::sentence::possible_from(&got), Some("2012-12"));
    assert!(effect::sentence::sentence(&got).ends_with("Det blir mulig med tall til og med 2012-12."));
}

#[test]
fn with_12_to_23_months_before_it_is_shown_as_weak() {
    let got = answer(&one(18, 60, 30.0).csv(), ITS).unwrap();
    assert_eq!(got.status, Status::Weak);
    assert!(got.estimates[0].ratio_lower.is_some());
    assert!(says(&got, "18 months before the opening"));
    assert_eq!(answer(&one(24, 60, 30.0).csv(), ITS).unwrap().status, Status::Ok);
}

#[test]
fn under_5_events_a_month_a_unit_gets_no_percentage() {
    let got = answer(&one(30, 60, 3.0).csv(), ITS).unwrap();
    assert_eq!(got.status, Status::NotEstimable);
    assert!(
        dropped(&got, "under 5 events a month on average: no percentage; use quarters or the pooled")
            .is_some()
    );
    // In the pooled model its events count, but it has no ratio of its own.
    let mut panel = Made::staggered(12, 12, 60, 24, 40.0);
    panel.units[3].mean = 3.0;
    let got = answer(&panel.csv(), IMPUTATION).unwrap();
    let unit = got.term("unit:1104").unwrap();
    assert_eq!((unit.ratio, unit.estimate), (None, None));
    assert!(unit.observed.unwrap() > 0.0 && unit.note.as_ref().unwrap().contains("under 5 events"));
    assert!(got.term("unit:1105").unwrap().ratio.is_some());
}

#[test]
fn without_events_before_or_after_nothing_is_a_ratio_of_zero_or_infinity() {
    let edit = |before: bool| {
        let mut rows = one(24, 60, 30.0).rows();
        rows.iter_mut().enumerate().filter(|(t, _)| (*t < 24) == before).for_each(|(_, r)| r[2] = "0".into());
        rows
    };
    for (before, words) in [(true, "no events before"), (false, "no events after")] {
        let got = answer(&text(&edit(before)), ITS).unwrap();
        assert_eq!(got.status, Status::NotEstimable, "{words}");
        assert!(got.estimates.is_empty() && dropped(&got, words).is_some(), "{words}");
        // Pooled with others.
        let mut rows = edit(before);
        for row in &mut rows {
            row[0] = "0001".into();
        }
        rows.extend(Made::staggered(12, 12, 60, 24, 40.0).rows());
        let got = answer(&text(&rows), IMPUTATION).unwrap();
        let unit = got.term("unit:0001");
        if before {
            assert_eq!(dropped(&got, "no events before the opening").unwrap().units, ["0001"]);
            assert!(unit.is_none());
        } else {
            assert_eq!(unit.unwrap().ratio, None);
            assert_eq!(unit.unwrap().observed, Some(0.0));
        }
        assert_eq!(got.status, Status::Ok);
    }
}

#[test]
fn few_clusters_are_flagged_and_under_6_only_describe() {
    let got = answer(&Made::staggered(9, 30, 60, 24, 40.0).csv(), IMPUTATION).unwrap();
    assert_eq!(got.status, Status::Weak);
    assert!(says(&got, "weak: 9 treated of 39 clusters") && got.term("overall").unwrap().lower.is_some());
    let got = answer(&Made::staggered(11, 7, 60, 24, 40.0).csv(), IMPUTATION).unwrap();
    assert_eq!(got.status, Status::Weak);
    for options in [IMPUTATION, "--estimator twfe"] {
        for (treated, never) in [(3, 2), (5, 30)] {
            let got = answer(&Made::staggered(treated, never, 60, 24, 40.0).csv(), options).unwrap();
            let overall = got.term("overall").unwrap();
            assert_eq!(got.status, Status::Weak, "{options}");
            assert!(overall.ratio.is_some() && overall.lower.is_none() && overall.p.is_none(), "{options}");
            assert!(says(&got, "descriptive only"), "{options}");
        }
    }
}

#[test]
fn periods_in_which_nobody_is_untreated_are_left_out_and_counted() {
    // Everyone opens; the last one in period 30 of 40.
    let mut panel = Made::staggered(24, 0, 40, 24, 40.0);
    panel.units.iter_mut().for_each(|u| u.opening = u.opening.map(|g| g.min(30)));
    let got = answer(&panel.csv(), IMPUTATION).unwrap();
    let gone = dropped(&got, "periods in which nobody is untreated").unwrap();
    assert_eq!(gone.count, 24 * 10);
    assert_eq!(got.rows.used + gone.count, got.rows.read);
    assert!(got.term("calendar:2012-06").is_some() && got.term("calendar:2012-07").is_none());
}

#[test]
fn units_treated_from_the_first_period_are_left_out_and_listed() {
    let mut panel = Made::staggered(12, 12, 60, 24, 40.0);
    panel.units[2].opening = Some(0);
    panel.units[5].opening = Some(-3);
    for options in [IMPUTATION, "--estimator twfe", "--estimator event-study --bins quarter"] {
        let got = answer(&panel.csv(), options).unwrap();
        assert_eq!(
            dropped(&got, "treated from the first period").unwrap().units,
            ["1103", "1106"],
            "{options}"
        );
        assert_eq!(got.clusters, 22, "{options}");
    }
}

#[test]
fn a_single_pre_period_is_kept_and_the_estimate_without_is_shown() {
    let mut panel = Made::staggered(12, 12, 60, 24, 40.0);
    panel.units[2].opening = Some(1);
    let got = answer(&panel.csv(), IMPUTATION).unwrap();
    assert_eq!(got.rows.used, got.rows.read);
    assert!(got.term("unit:1103").is_some() && says(&got, "single period before the opening: 1103"));
    let without = &got.sensitivity[0];
    assert!(without.what.contains("single period"));
    assert_ne!(without.estimate.estimate, got.term("overall").unwrap().estimate);
}

#[test]
fn missing_periods_stay_missing_and_are_flagged() {
    // Seven of sixty months missing, all far from the opening: over 10 %.
    let rows = one(30, 60, 30.0).rows();
    let many: Vec<_> =
        rows.iter().enumerate().filter(|(t, _)| !(3..10).contains(t)).map(|(_, r)| r.clone()).collect();
    let got = answer(&text(&many), ITS).unwrap();
    assert_eq!(got.status, Status::Weak);
    assert!(says(&got, "over 10 % of the periods are missing"));
    // One empty outcome two months before the opening.
    let mut near = rows.clone();
    near[28][2] = String::new();
    let got = answer(&text(&near), ITS).unwrap();
    assert!(says(&got, "missing within 3 months of the opening"));
    assert_eq!(dropped(&got, "outcome missing").unwrap().count, 1);
    // Missing is not zero: a gap far off moves the answer less than a zero there.
    let ratio = |rows: &[[String; 5]]| answer(&text(rows), ITS).unwrap().estimates[0].ratio.unwrap();
    let (mut gap, mut zero) = (rows.clone(), rows.clone());
    gap[12][2] = String::new();
    zero[12][2] = "0".into();
    assert!((ratio(&gap) - ratio(&rows)).abs() < (ratio(&zero) - ratio(&rows)).abs());
}

#[test]
fn events_without_population_are_refused_with_the_rows_named() {
    let mut rows = Made::staggered(12, 12, 60, 24, 40.0).rows();
    rows[4][3] = "0".into();
    rows[70][3] = String::new();
    let refusal = answer(&text(&rows), IMPUTATION).unwrap_err().to_string();
    assert!(
        refusal.contains("line 6 (unit «1101», 2010-05)") && refusal.contains("line 72 (unit «1102»"),
        "{refusal}"
    );
}

#[test]
fn duplicate_cells_are_refused_with_the_rows_named() {
    let mut rows = Made::staggered(12, 12, 60, 24, 40.0).rows();
    let mut half = rows[4].clone();
    half[2] = "7".into();
    rows.push(half);
    let refusal = answer(&text(&rows), IMPUTATION).unwrap_err().to_string();
    assert!(refusal.contains("lines 1442 and 6 are both unit «1101», period 2010-05"), "{refusal}");
}

#[test]
fn covid_is_left_out_by_default_with_it_as_sensitivity() {
    let mut panel = Made::staggered(12, 12, 60, 24, 40.0);
    panel.first = "2017-01";
    let got = answer(&panel.csv(), IMPUTATION).unwrap();
    assert_eq!(dropped(&got, "March 2020 – December 2021").unwrap().count, 24 * 22);
    assert!(got.term("calendar:2020-02").is_some() && got.term("calendar:2020-03").is_none());
    let with = got.sensitivity.iter().find(|s| s.what.contains("with March 2020")).unwrap();
    let included = answer(&panel.csv(), "--estimator imputation --covid include").unwrap();
    assert_eq!(with.estimate, *included.term("overall").unwrap());
    assert!(included.rows.dropped.is_empty());
}

#[test]
fn every_row_read_is_used_or_dropped_with_a_reason() {
    let mut panel = Made::staggered(12, 12, 72, 12, 40.0);
    panel.first = "2016-01";
    panel.units[1].opening = Some(0);
    panel.units[20].mean = 0.0;
    let mut rows = panel.rows();
    rows[200][2] = String::new();
    for options in [
        IMPUTATION,
        "--estimator twfe",
        "--estimator event-study --bins year",
        "--estimator imputation --wash-in 6",
    ] {
        let got = answer(&text(&rows), options).unwrap();
        let gone: usize = got.rows.dropped.iter().map(|d| d.count).sum();
        assert_eq!(got.rows.read, got.rows.used + gone, "{options}: {:?}", got.rows);
    }
}
