//! Properties that hold on any panel: names, units of measurement and silent units change nothing.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use effect::{Estimation, Status};
use proptest::prelude::*;
use stored::made::{Made, answer, text};

const SPECS: [&str; 5] = [
    "--estimator imputation",
    "--estimator imputation --variance cluster",
    "--estimator twfe",
    "--estimator event-study --bins quarter --window -4:4",
    "--estimator its",
];

/// A small staggered panel whose sizes depend on the draw.
fn made(sizes: &[u8], months: usize) -> Made {
    let mut panel = Made::staggered(12, 9, months, 14, 30.0);
    for (unit, size) in panel.units.iter_mut().zip(sizes) {
        unit.mean = 8.0 + f64::from(*size);
        unit.population = 3000.0 + 50.0 * f64::from(*size);
    }
    panel
}

fn close(a: Option<f64>, b: Option<f64>, tolerance: f64) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => (a - b).abs() <= tolerance * (1e-3 + a.abs().max(b.abs())),
        _ => false,
    }
}

/// Same terms (by name, units apart), same numbers.
fn assert_same(what: &str, a: &Estimation, b: &Estimation) {
    let shared = |e: &&effect::Estimate| !e.term.starts_with("unit:") && !e.term.starts_with("calendar:");
    let (x, y): (Vec<_>, Vec<_>) =
        (a.estimates.iter().filter(shared).collect(), b.estimates.iter().filter(shared).collect());
    assert_eq!(x.len(), y.len(), "{what}");
    for (x, y) in x.iter().zip(y) {
        assert_eq!(x.term, y.term, "{what}");
        for (name, p, q) in [
            ("estimate", x.estimate, y.estimate),
            ("se", x.se, y.se),
            ("upper", x.ratio_upper, y.ratio_upper),
        ] {
            assert!(close(p, q, 1e-6), "{what} {} {name}: {p:?} {q:?}", x.term);
        }
    }
    assert_eq!((a.clusters, a.df), (b.clusters, b.df), "{what}");
}

/// The units' own terms, as a sorted list of (estimate, se).
fn units(answer: &Estimation) -> Vec<(f64, f64)> {
    let mut list: Vec<(f64, f64)> = answer
        .estimates
        .iter()
        .filter(|e| e.term.starts_with("unit:"))
        .filter_map(|e| Some((e.estimate?, e.se?)))
        .collect();
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relabelling_units_and_periods_and_mixing_rows_changes_nothing(
        sizes in prop::collection::vec(0_u8..80, 21),
        months in 32_usize..44,
        turn in 1_usize..500,
    ) {
        let panel = made(&sizes, months);
        let mut rows = panel.rows();
        for row in &mut rows {
            // Names in another order, and the calendar 13 years on (a whole number of years).
            row[0] = format!("k{}", 9000 - row[0].parse::<i32>().unwrap());
            for column in [1, 4] {
                if !row[column].is_empty() {
                    let year: i32 = row[column][..4].parse().unwrap();
                    row[column] = format!("{}{}", year - 13, &row[column][4..]);
                }
            }
        }
        let n = rows.len();
        rows.rotate_left(turn % n);
        for spec in SPECS {
            let (a, b) = (answer(&panel.csv(), spec).unwrap(), answer(&text(&rows), spec).unwrap());
            assert_same(spec, &a, &b);
            for (x, y) in units(&a).iter().zip(units(&b)) {
                prop_assert!(close(Some(x.0), Some(y.0), 1e-6) && close(Some(x.1), Some(y.1), 1e-6), "{} {:?} {:?}", spec, x, y);
            }
        }
    }

    #[test]
    fn multiplying_population_by_a_constant_changes_nothing(sizes in prop::collection::vec(0_u8..80, 21), factor in 0.001_f64..1000.0) {
        let panel = made(&sizes, 36);
        let mut rows = panel.rows();
        rows.iter_mut().for_each(|r| r[3] = (r[3].parse::<f64>().unwrap() * factor).to_string());
        for spec in SPECS {
            assert_same(spec, &answer(&panel.csv(), spec).unwrap(), &answer(&text(&rows), spec).unwrap());
        }
    }

    #[test]
    fn splitting_a_cell_over_two_rows_is_refused(sizes in prop::collection::vec(0_u8..80, 21), cell in 0_usize..700) {
        let mut rows = made(&sizes, 36).rows();
        let count: u64 = rows[cell][2].parse().unwrap();
        let mut second = rows[cell].clone();
        rows[cell][2] = (count / 2).to_string();
        second[2] = (count - count / 2).to_string();
        rows.push(second);
        for spec in SPECS {
            let refusal = answer(&text(&rows), spec).unwrap_err().to_string();
            prop_assert!(refusal.contains(&format!("lines {} and {} are both", rows.len() + 1, cell + 2)), "{}", refusal);
        }
    }

    #[test]
    fn a_unit_without_events_changes_nothing_but_the_list_of_dropped(
        sizes in prop::collection::vec(0_u8..80, 21),
        opens in prop::bool::ANY,
    ) {
        let panel = made(&sizes, 36);
        let mut rows = panel.rows();
        let like = if opens { 0 } else { 20 };
        let silent: Vec<_> = rows[like * 36..(like + 1) * 36].iter().cloned().map(|mut r| {
            r[0] = "9999".into();
            r[2] = "0".into();
            r
        }).collect();
        rows.extend(silent);
        for spec in SPECS {
            let (a, b) = (answer(&panel.csv(), spec).unwrap(), answer(&text(&rows), spec).unwrap());
            assert_same(spec, &a, &b);
            let named = b.rows.dropped.iter().any(|d| d.units.contains(&"9999".to_owned()));
            prop_assert!(named, "{}: {:?}", spec, b.rows.dropped);
            prop_assert_eq!(a.rows.used, b.rows.used);
        }
    }

    #[test]
    fn scaling_the_outcome_leaves_the_ratio(sizes in prop::collection::vec(0_u8..80, 21), factor in 2_u64..9) {
        let panel = made(&sizes, 36);
        let mut rows = panel.rows();
        rows.iter_mut().for_each(|r| r[2] = (r[2].parse::<u64>().unwrap() * factor).to_string());
        for spec in SPECS {
            let (a, b) = (answer(&panel.csv(), spec).unwrap(), answer(&text(&rows), spec).unwrap());
            for (x, y) in a.estimates.iter().zip(&b.estimates) {
                prop_assert_eq!(&x.term, &y.term);
                prop_assert!(close(x.estimate, y.estimate, 1e-8), "{} {}", spec, x.term);
            }
            if spec != "--estimator its" {
                // Clustered and jackknife errors are scale free too.
                assert_same(spec, &a, &b);
            }
        }
    }

    #[test]
    fn any_text_is_refused_or_answered_without_a_panic_or_nan(junk in ".{0,400}", mixed in "[0-9,;\n\t.QeNaif-]{0,300}") {
        for body in [junk, format!("unit,period,outcome\n{mixed}")] {
            for estimator in ["imputation", "its", "twfe", "event-study", "group-time", "sun-abraham", "bjs"] {
                if let Ok(got) = answer(&body, &format!("--estimator {estimator}")) {
                    prop_assert!(!got.to_json().contains("NaN"));
                }
            }
        }
    }

    #[test]
    fn thin_random_panels_never_panic_and_every_number_is_finite(
        counts in prop::collection::vec(0_u8..4, 7 * 20),
        missing in prop::collection::vec(prop::bool::weighted(0.15), 7 * 20),
        openings in prop::collection::vec(prop::option::of(-2_i32..24), 7),
    ) {
        let mut panel = Made::staggered(0, 7, 20, 0, 1.0);
        panel.units.iter_mut().zip(&openings).for_each(|(u, g)| u.opening = *g);
        let mut rows = panel.rows();
        for ((row, count), gone) in rows.iter_mut().zip(&counts).zip(&missing) {
            row[2] = if *gone { String::new() } else { count.to_string() };
        }
        for estimator in ["imputation", "its", "twfe", "event-study", "group-time", "sun-abraham", "bjs",
                          "imputation --variance cluster", "twfe --variance jackknife", "twfe --variance bootstrap --draws 20"] {
            let got = answer(&text(&rows), &format!("--estimator {estimator}")).unwrap();
            let json = got.to_json();
            prop_assert!(json.len() > 2 && !json.contains("NaN"));
            for e in &got.estimates {
                for x in [e.estimate, e.se, e.lower, e.upper, e.ratio, e.ratio_lower, e.ratio_upper, e.p, e.observed, e.expected] {
                    prop_assert!(x.is_none_or(f64::is_finite));
                }
            }
            if got.status == Status::NotEstimable {
                prop_assert!(!got.warnings.is_empty());
            }
        }
    }
}
