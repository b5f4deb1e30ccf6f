//! Which units are shown in which order.

use super::board::Row;
use super::question::Question;
use chrono::NaiveDate;
use measures::free_beds::{FreeBeds, Since};
use vocabulary::{Catalogue, Municipality, Person, Role, Unit, UnitKind, UnitMunicipality};

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn municipality(number: &str, name: &str, trust: &str, region: &str) -> Municipality {
    Municipality::new(number.parse().unwrap(), name, region, trust)
}

fn unit(code: &str, host: &str) -> Unit {
    Unit {
        host: host.parse().ok(),
        offer: (code == "A").then(|| "Telemetri og ÅNDEDRETT".to_owned()),
        ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad)
    }
}

fn catalogue() -> Catalogue {
    Catalogue {
        municipalities: vec![
            municipality("0301", "Oslo", "Oslo", "Sør-Øst"),
            municipality("3201", "Bærum", "Vestre Viken", "Sør-Øst"),
            municipality("4601", "Bergen", "Bergen", "Vest"),
        ],
        units: vec![unit("A", "0301"), unit("B", "3201"), unit("C", "4601"), unit("D", "0301")],
        unit_municipalities: vec![UnitMunicipality {
            unit: "A".parse().unwrap(),
            municipality: "3201".parse().unwrap(),
            from: "2020-01-01".parse().unwrap(),
            to: None,
            share: None,
        }],
        ..Catalogue::default()
    }
}

/// A and C have two free beds, B is full, D has said nothing.
fn rows(catalogue: &Catalogue) -> Vec<Row> {
    let row = |unit: &Unit| {
        let host = catalogue.municipality(unit.host.unwrap(), today()).unwrap();
        let occupied = if unit.code.as_str() == "B" { 4.0 } else { 2.0 };
        let beds = FreeBeds { beds: 4.0, occupied, since: Since::Day(today()), old: false };
        let takes = catalogue.unit_municipalities.iter().filter(|serves| serves.unit == unit.code);
        Row {
            unit: unit.clone(),
            host: host.name.clone(),
            trust: host.health_trust.clone(),
            takes: takes.map(|serves| (serves.municipality, "Bærum".to_owned())).collect(),
            beds: (unit.code.as_str() != "D").then_some(beds),
        }
    };
    catalogue.units.iter().map(row).collect()
}

/// What an address shows: `Heading: A B | Heading: C`.
fn check(address: &str, person: Option<&Person>, expected: &str) {
    let catalogue = catalogue();
    let query = |name: &str| {
        let mut pairs = address.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    let question = Question::parse(query, &catalogue, today());
    let rows = rows(&catalogue);
    let groups = question.groups(&rows, &catalogue, today(), person);
    let shown: Vec<_> = groups
        .iter()
        .map(|group| {
            let codes: Vec<_> = group.rows.iter().map(|row| row.unit.code.as_str()).collect();
            format!("{}: {}", group.title, codes.join(" "))
        })
        .collect();
    assert_eq!(shown.join(" | "), expected, "{address}");
}

#[test]
fn units_with_free_beds_stand_by_trust_and_all_when_asked_for() {
    check("", None, "Oslo: A | Bergen: C");
    check("alle=1", None, "Oslo: A D | Vestre Viken: B | Bergen: C");
    check("helseforetak=bergen", None, "Bergen: C");
    check("helseforetak=finnes-ikke", None, "Oslo: A | Bergen: C");
}

#[test]
fn a_patients_municipality_leads_to_the_units_that_take_her() {
    check("kommune=3201", None, "Tar imot pasienter fra Bærum: A");
    check("kommune=3201&alle=1", None, "Tar imot pasienter fra Bærum: A B");
    check("kommune=0301&alle=1", None, "Tar imot pasienter fra Oslo: A D");
}

#[test]
fn the_persons_own_trust_stands_first() {
    let leader = Person { trust: Some("Bergen".to_owned()), role: Role::Reader, ..Person::operator() };
    check("", Some(&leader), "Bergen: C | Oslo: A");
    let registrar = Person { units: vec!["B".parse().unwrap()], role: Role::Registrar, ..Person::operator() };
    check("alle=1", Some(&registrar), "Vestre Viken: B | Oslo: A D | Bergen: C");
}

#[test]
fn a_search_finds_every_word_whatever_the_case() {
    check("sok=åndedrett oslo", None, "Oslo: A");
    check("sok=bærum&alle=1", None, "Oslo: A | Vestre Viken: B");
    check("sok=telemetri bergen", None, "");
}

#[test]
fn a_question_reads_back_from_its_address() {
    let catalogue = catalogue();
    let question = Question {
        trust: Some("Vestre Viken".into()),
        municipality: "3201".parse().ok(),
        search: "æ & ø".into(),
        all: true,
        key: Some("0123456789abcdef".into()),
    };
    assert_eq!(
        question.query(),
        "helseforetak=vestre-viken&kommune=3201&sok=%C3%A6%20%26%20%C3%B8&alle=1&nokkel=0123456789abcdef"
    );
    let query = |name: &str| match name {
        "sok" => Some("æ & ø".to_owned()),
        "helseforetak" => Some("vestre-viken".to_owned()),
        "kommune" => Some("3201".to_owned()),
        "alle" => Some("1".to_owned()),
        "nokkel" => question.key.clone(),
        _ => None,
    };
    assert_eq!(Question::parse(query, &catalogue, today()), question);
}
