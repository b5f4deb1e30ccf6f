use super::*;
use vocabulary::{Municipality, Unit};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn catalogue() -> Catalogue {
    let municipality =
        |number: &str, trust: &str| Municipality::new(number.parse().unwrap(), number, "Helse", trust);
    let unit =
        Unit { host: "1505".parse().ok(), ..Unit::new("DE 1".parse().unwrap(), "Enhet", UnitKind::Kad) };
    Catalogue {
        municipalities: vec![municipality("1505", "Møre og Romsdal"), municipality("0301", "Akershus")],
        units: vec![unit],
        newest_registration: Some(day("2024-05-20")),
        ..Catalogue::default()
    }
}

/// Reads a query written as pairs.
fn read(pairs: &[(&str, &str)]) -> (Selection, Vec<String>) {
    let query = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
    Selection::parse(query, &catalogue(), day("2024-06-15"))
}

#[test]
fn an_empty_address_is_the_country_over_two_whole_years() {
    let (selection, problems) = read(&[]);
    assert!(problems.is_empty());
    assert_eq!(selection.scope, Scope::Country);
    assert_eq!((selection.period.from(), selection.period.to()), (day("2023-01-01"), day("2024-04-30")));
    assert_eq!(selection.units(&catalogue(), day("2024-06-15")), None);
}

#[test]
fn the_most_specific_place_counts() {
    let all = [("helseforetak", "moere-og-romsdal"), ("kommune", "1505"), ("enhet", "DE 1")];
    assert_eq!(read(&all).0.scope, Scope::Unit("DE 1".parse().unwrap()));
    assert_eq!(read(&all[..2]).0.scope, Scope::Municipality("1505".parse().unwrap()));
    assert_eq!(read(&all[..1]).0.scope, Scope::Trust("Møre og Romsdal".into()));
    assert_eq!(read(&[("helseforetak", "Akershus")]).0.scope, Scope::Trust("Akershus".into()));
}

#[test]
fn what_is_not_understood_is_said_and_the_default_stands() {
    let wrong = [
        ("enhet", "nei"),
        ("kommune", "9999"),
        ("helseforetak", "mars"),
        ("enhetstype", "kad,hotell"),
        ("aldersgruppe", "ung"),
        ("fra", "2024-02-30"),
    ];
    let (selection, problems) = read(&wrong);
    assert_eq!(problems.len(), 6, "{problems:?}");
    assert_eq!((selection.scope, selection.kinds), (Scope::Country, vec![UnitKind::Kad]));
}

#[test]
fn a_period_that_ends_before_it_begins_is_not_shown() {
    let (selection, problems) = read(&[("fra", "2024-03-01"), ("til", "01.02.2024")]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].contains("01.02.2024"));
    assert_eq!(selection.period.to(), day("2024-04-30"));
}

#[test]
fn old_people_survive_the_plus_in_an_address() {
    for text in ["80+", "80 ", "80"] {
        assert_eq!(read(&[("aldersgruppe", text)]).0.age_group, Some(AgeGroup::Age80Plus), "{text:?}");
    }
}

#[test]
fn a_query_reads_back_to_its_selection() {
    let pairs = [
        ("enhet", "DE 1"),
        ("enhetstype", "kad"),
        ("aldersgruppe", "80+"),
        ("fra", "2021-01-01"),
        ("til", "2021-12-31"),
    ];
    let (selection, _) = read(&pairs);
    assert_eq!(
        selection.query(),
        "enhet=DE%201&enhetstype=kad&aldersgruppe=80%2B&fra=2021-01-01&til=2021-12-31"
    );
    assert_eq!(
        selection.of(Scope::Trust("Møre og Romsdal".into())).query().split('&').next(),
        Some("helseforetak=moere-og-romsdal")
    );
}
