//! What municipalities are reminded of, in words.

use super::figures::{State, last_year};
use super::sentences;
use measures::Gate;
use measures::completeness::{Agreement, Coverage};
use vocabulary::{Period, Unit, UnitKind};

fn state(gaps: &[(&str, &str)], left_open: i64) -> State {
    let gaps: Vec<Period> = gaps
        .iter()
        .map(|(from, to)| Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
        .collect();
    let missing: i64 = gaps.iter().map(|gap| gap.days()).sum();
    State {
        unit: Unit::new("A".parse().unwrap(), "Enhet A", UnitKind::Kad),
        coverage: Coverage { registered: 365 - missing, expected: 365 },
        gaps,
        agreement: Agreement::default(),
        left_open,
        stays: 0,
        answered: 0,
        newest: "2026-11-21".parse().ok(),
    }
}

fn check(state: &State, gate: Gate, expected: &[&str]) {
    assert_eq!(sentences(state, gate, "2026-11-22".parse().unwrap()), expected);
}

#[test]
fn missing_days_are_listed_as_people_say_them() {
    let some = state(&[("2026-03-03", "2026-03-05"), ("2026-03-09", "2026-03-09")], 0);
    check(&some, Gate::default(), &["Mangler 4 døgn: 3.–5. mars, 9. mars."]);
    check(&state(&[], 0), Gate::default(), &[]);
}

#[test]
fn many_gaps_end_with_the_newest() {
    let days: Vec<String> = (1..=17).map(|day| format!("2026-05-{day:02}")).collect();
    let gaps: Vec<_> = days.iter().map(|day| (day.as_str(), day.as_str())).collect();
    let found = sentences(&state(&gaps, 0), Gate::default(), "2026-11-22".parse().unwrap());
    assert!(found[0].starts_with("Mangler 17 døgn: 3. mai, 4. mai"), "{}", found[0]);
    assert!(found[0].ends_with("17. mai og 2 tidligere hull."), "{}", found[0]);
}

#[test]
fn few_open_stays_are_told_to_those_who_may_know_them_alone() {
    let two = state(&[], 2);
    check(&two, Gate::default(), &["Noen få opphold har vart i mer enn 10 døgn uten utskriving."]);
    let own = Gate { smallest_shown: 1 };
    check(&two, own, &["2 opphold har vart i mer enn 10 døgn uten utskriving."]);
}

#[test]
fn the_last_year_ends_yesterday() {
    let year = last_year("2026-11-22".parse().unwrap()).unwrap();
    assert_eq!(
        (year.from().to_string(), year.to().to_string(), year.days()),
        ("2025-11-22".into(), "2026-11-21".into(), 365)
    );
    assert_eq!(last_year("2024-03-01".parse().unwrap()).unwrap().to().to_string(), "2024-02-29");
}
