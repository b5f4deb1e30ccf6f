//! Interrupted time series against statsmodels' GLM, the widened errors against the guide's formula in numpy.

#![allow(clippy::unwrap_used, reason = "a test that finds nothing should stop there")]

mod stored;

use stored::{ERROR, ESTIMATE, assert_close, estimate, expected};

const VARIANCES: [(&str, &str); 4] = [
    ("model", "se_model"),
    ("quasi", "se_quasi"),
    ("quasi-ar1", "se_quasi_ar1"),
    ("newey-west:6", "se_newey_west_6"),
];

#[test]
fn every_series_agrees_with_statsmodels_under_every_variance() {
    let cases = expected("its");
    let mut compared = 0;
    for (panel, labels) in cases.as_object().unwrap() {
        let age = if panel == "small_units" { " --where age=80+" } else { "" };
        for (label, units) in labels.as_object().unwrap() {
            let parts: Vec<&str> = label.split(',').collect();
            let trend = if parts.len() > 2 { "slope" } else { parts[1].trim_start_matches("trend=") };
            let base = format!("--estimator its --{} --trend {trend}{age}", parts[0].replace('=', " "));
            for (unit, theirs) in units.as_object().unwrap().iter().filter(|(n, _)| n.starts_with("unit:")) {
                // Under 60 months the rules on thin data replace month dummies by harmonics.
                if parts[0] == "season=month" && theirs["_n"].as_u64().unwrap() < 60 {
                    continue;
                }
                let name = unit.trim_start_matches("unit:");
                for (variance, key) in VARIANCES {
                    let ours = estimate(panel, &format!("{base} --where unit={name} --variance {variance}"));
                    let what = format!("{panel} {label} {unit} {variance}");
                    assert_eq!(ours.df.unwrap() as u64, theirs["_df"].as_u64().unwrap(), "{what}");
                    assert_close(
                        &what,
                        ours.diagnostics.dispersion,
                        theirs["_dispersion"].as_f64().unwrap(),
                        1e-7,
                    );
                    assert_close(&what, ours.diagnostics.rho, theirs["_rho"].as_f64().unwrap(), 1e-7);
                    for part in ["level", "trend", "slope"] {
                        let Some(numbers) = theirs.get(part) else { continue };
                        let term = ours.term(part).unwrap();
                        let what = format!("{what} {part}");
                        assert_close(
                            &what,
                            term.estimate,
                            numbers["estimate"].as_f64().unwrap(),
                            10.0 * ESTIMATE,
                        );
                        assert_close(&format!("{what} se"), term.se, numbers[key].as_f64().unwrap(), ERROR);
                        if variance == "quasi-ar1" {
                            assert_close(
                                &what,
                                term.lower,
                                numbers["lower_quasi_ar1"].as_f64().unwrap(),
                                ERROR,
                            );
                            assert_close(
                                &what,
                                term.upper,
                                numbers["upper_quasi_ar1"].as_f64().unwrap(),
                                ERROR,
                            );
                        }
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(compared > 50, "only {compared} numbers compared");
}
