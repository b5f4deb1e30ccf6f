use super::*;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use store::AdmissionSeries;
use vocabulary::{
    AgeGroup, Catalogue, Event, EventKind, EventPlace, Month, MunicipalityNumber, PhysicianCover, Population,
    Unit, UnitKind, UnitMunicipality,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn number(n: usize) -> MunicipalityNumber {
    format!("{:04}", 1000 + n).parse().unwrap()
}

fn unit(code: &str, host: usize, opened: &str, strong: bool) -> Unit {
    Unit {
        host: Some(number(host)),
        opened: Some(day(opened)),
        beside_legevakt: Some(strong),
        physician_cover: strong.then_some(PhysicianCover::OnSite),
        ..Unit::new(code.parse().unwrap(), code, UnitKind::Kad)
    }
}

fn serves(code: &str, municipality: usize, from: &str) -> UnitMunicipality {
    UnitMunicipality {
        unit: code.parse().unwrap(),
        municipality: number(municipality),
        from: day(from),
        to: None,
        share: None,
    }
}

fn catalogue(units: Vec<Unit>, served: Vec<UnitMunicipality>) -> Catalogue {
    Catalogue { units, unit_municipalities: served, ..Catalogue::default() }
}

#[test]
fn the_first_unit_counts_and_municipalities_that_share_it_are_one_cluster() {
    let catalogue = catalogue(
        vec![unit("A", 1, "2013-05-15", true), unit("B", 2, "2014-01-01", false)],
        vec![serves("A", 3, "2012-01-01"), serves("B", 3, "2014-01-01"), serves("B", 2, "2014-01-01")],
    );
    let openings = opening::openings(&catalogue, &[]);
    let third = &openings[&number(3)];
    assert_eq!((third.unit.as_str(), third.month.to_string()), ("A", "2013-05".to_owned()));
    assert_eq!(third.organisation, Organisation::OnSiteBesideLegevakt);
    assert_eq!(openings[&number(1)].unit, third.unit, "the host is served by its own unit");
    assert_eq!(openings[&number(2)].organisation, Organisation::Other);
    assert_eq!(openings.len(), 3);
}

#[test]
fn an_opening_event_dates_a_unit_that_has_no_date() {
    let mut a = unit("A", 1, "2013-05-15", false);
    a.opened = None;
    let event = Event {
        place: EventPlace::Unit(a.code.clone()),
        date: day("2012-09-01"),
        kind: EventKind::Opening,
        description: None,
    };
    let openings = opening::openings(&catalogue(vec![a], Vec::new()), &[event]);
    assert_eq!(openings[&number(1)].date, day("2012-09-01"));
}

/// A country of 40 municipalities over six years: half open in 2013 with 10 % fewer admissions, half never.
fn country() -> Country {
    country_of(&[(None, 0.9)])
}

/// The same with the admissions of these departments, and what the opening makes of them.
fn country_of(departments: &[(Option<&str>, f64)]) -> Country {
    let units = (0..20).map(|n| unit(&format!("U{n}"), n, "2013-01-01", n < 5)).collect();
    let months = || (0..72).map(|i| Month::new(2010, 1).unwrap().plus(i));
    let opened = Month::new(2013, 1).unwrap();
    let series = (0..40)
        .flat_map(|n| departments.iter().map(move |(department, after)| (n, department, *after)))
        .map(|(n, department, after)| AdmissionSeries {
            municipality: number(n),
            age_group: AgeGroup::Age80Plus,
            department: department.map(str::to_owned),
            months: months()
                .map(|month| {
                    let wave = 1.0 + 0.1 * f64::from(month.month() % 3);
                    let effect = if n < 20 && month >= opened { after } else { 1.0 };
                    (month, (200.0 + 20.0 * n as f64) * wave * effect)
                })
                .collect(),
        })
        .collect();
    let population: Vec<Population> = (0..40)
        .flat_map(|n| (2010..2017).map(move |year| (n, year)))
        .map(|(n, year)| Population {
            municipality: number(n),
            year,
            age_group: AgeGroup::Age80Plus,
            inhabitants: 10_000 + 1_000 * n as i64,
        })
        .collect();
    Country::new(&catalogue(units, Vec::new()), &[], series, &population)
}

fn ratio(estimation: &effect::Estimation, term: &str) -> f64 {
    estimation.term(term).unwrap().ratio.unwrap()
}

#[test]
fn the_built_in_effect_is_found_for_country_region_and_municipality() {
    let country = country();
    let target =
        |municipalities: Option<BTreeSet<_>>| Target { municipalities, age_group: Some(AgeGroup::Age80Plus) };
    let all = Study::of(&country, &target(None)).unwrap();
    assert!((ratio(&all.overall, "overall") - 0.9).abs() < 0.002);
    assert!((ratio(&all.overall, &format!("unit:{}", number(7))) - 0.9).abs() < 0.005);

    let region = Study::of(&country, &target(Some((0..12).map(number).collect()))).unwrap();
    assert!((ratio(&region.overall, "overall") - 0.9).abs() < 0.002);
    assert!(region.overall.term(&format!("unit:{}", number(15))).is_none(), "others only compare");

    let one = Study::of(&country, &target(Some(BTreeSet::from([number(3)])))).unwrap();
    assert!((ratio(&one.overall, &format!("unit:{}", number(3))) - 0.9).abs() < 0.005);
    let series = one.series.unwrap();
    assert!((ratio(&series, &format!("unit:{}", number(3))) - 0.9).abs() < 0.02);
}

#[test]
fn a_municipality_has_the_same_answer_among_all_as_alone() {
    let country = country();
    let answer = |municipalities| {
        Study::of(&country, &Target { municipalities, age_group: Some(AgeGroup::Age80Plus) }).unwrap()
    };
    let all = answer(None);
    for n in [0, 3, 19] {
        let one = answer(Some(BTreeSet::from([number(n)]))).overall;
        let (found, status) = all.municipality(number(n)).unwrap();
        assert_eq!(status, one.status);
        let alone = one.term(&format!("unit:{}", number(n))).unwrap();
        for (among, alone) in [
            (found.ratio, alone.ratio),
            (found.ratio_lower, alone.ratio_lower),
            (found.ratio_upper, alone.ratio_upper),
        ] {
            assert!((among.unwrap() - alone.unwrap()).abs() < 1e-9, "{n}: {among:?} isn't {alone:?}");
        }
    }
    assert!(all.municipality(number(30)).is_none(), "one that was never served");
}

#[test]
fn departments_have_effects_of_their_own_where_they_are_told_apart() {
    let country = country_of(&[(Some("kirurgi"), 1.0), (Some("medisin"), 0.8)]);
    let mut specification = Target { municipalities: None, age_group: None }.specification();
    specification.by = vec!["department".to_owned()];
    let answer = effect::run(&specification, &country.panel(None).unwrap()).unwrap();
    for (department, built_in) in [("kirurgi", 1.0), ("medisin", 0.8)] {
        let found = ratio(&answer, &format!("department={department}"));
        assert!((found - built_in).abs() < 0.002, "{department}: {found}");
    }
}

#[test]
fn a_country_without_admissions_is_refused_not_estimated() {
    let empty = Country::new(&Catalogue::default(), &[], Vec::new(), &[]);
    assert!(empty.is_empty());
    let target = Target { municipalities: None, age_group: None };
    assert!(Study::of(&empty, &target).is_err());
}
