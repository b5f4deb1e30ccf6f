//! The checks: each changes what it says, and nothing else.

mod stored;

use effect::checks::{self, Kind};
use effect::{Panel, Specification, read_panel, run};
use stored::made::Made;
use stored::specification;

fn made() -> (Specification, Panel) {
    let spec = specification("--estimator imputation --draws 99");
    let csv = Made::staggered(12, 12, 60, 30, 40.0).csv();
    let panel = read_panel(csv.as_bytes(), &spec).expect("a sound panel");
    (spec, panel)
}

#[test]
fn every_check_answers_on_a_sound_panel() {
    let (spec, panel) = made();
    let answer = run(&spec, &panel).expect("estimable");
    let all = checks::all(&spec, &panel, &answer).expect("no refusal");
    let kinds: Vec<Kind> = all.iter().map(|c| c.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Placebo,
            Kind::RandomAssignment,
            Kind::LeaveOutLargest,
            Kind::WashIn,
            Kind::WildBootstrap,
            Kind::MinimumDetectable
        ]
    );
    assert!(all.iter().all(|c| c.note.is_none()), "{all:?}");
    // 10 % fewer after the opening is built in; 12 months earlier there is nothing.
    let ratio = |k: usize| all[k].estimate.as_ref().and_then(|e| e.ratio).expect("a ratio");
    assert!((ratio(0) - 1.0).abs() < 0.05 && ratio(3) < 0.95, "{} {}", ratio(0), ratio(3));
    let p = all[1].p.expect("a rank");
    assert!(p < 0.05 && all[1].draws == Some(400), "{p}");
    assert!(all[2].what.ends_with("1124, 1123, 1122"), "{}", all[2].what);
    let se = answer.headline().and_then(|e| e.se).expect("an error");
    let smallest = all[5].estimate.as_ref().and_then(|e| e.estimate).expect("a size");
    assert!((smallest - 2.8 * se).abs() < 1e-12);
}

#[test]
fn the_same_seed_gives_the_same_p_values() {
    let (spec, panel) = made();
    let p = |spec: &Specification| checks::random_assignment(spec, &panel, 20).expect("no refusal").p;
    assert_eq!(p(&spec), p(&spec));
}
