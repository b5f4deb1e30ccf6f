//! The demo country has a known effect built in: here the way from rows to answer is held against it.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use demo::{Scale, truth};
use effect::{Estimate, Estimation};
use evaluation::{Country, Organisation, Study, Target};
use std::collections::BTreeMap;
use store::AdmissionSeries;
use vocabulary::{AgeGroup, Catalogue, MunicipalityNumber};

/// All departments of a municipality, month and age group together.
fn series(demo: &demo::Country) -> Vec<AdmissionSeries> {
    let mut sums: BTreeMap<(MunicipalityNumber, AgeGroup), BTreeMap<_, f64>> = BTreeMap::new();
    for row in demo.all_admissions().flatten() {
        let months = sums.entry((row.municipality, row.age_group)).or_default();
        *months.entry(row.month).or_default() += row.admissions as f64;
    }
    let series = |((municipality, age_group), months): (_, BTreeMap<_, f64>)| AdmissionSeries {
        municipality,
        age_group,
        department: None,
        months: months.into_iter().collect(),
    };
    sums.into_iter().map(series).collect()
}

fn country(demo: &demo::Country) -> Country {
    let catalogue = Catalogue {
        units: demo.units(),
        unit_municipalities: demo.unit_municipalities(),
        ..Catalogue::default()
    };
    Country::new(&catalogue, demo.events(), series(demo), reference::population())
}

fn holds(estimate: &Estimate, truth: f64) -> bool {
    (estimate.ratio_lower.unwrap()..=estimate.ratio_upper.unwrap()).contains(&truth)
}

fn term<'a>(answer: &'a Estimation, name: &str) -> &'a Estimate {
    answer.term(name).unwrap()
}

#[test]
fn openings_strata_and_the_built_in_effect_are_found_again() {
    let demo = demo::generate(demo::SEED, "2024-12-31".parse().unwrap(), &Scale::Country);
    let country = country(&demo);
    for number in demo.municipalities() {
        let opening = country.openings().get(number);
        assert_eq!(opening.map(|o| o.month), demo.first_served(*number), "{number}");
        let strong = opening.is_some_and(|o| o.organisation == Organisation::OnSiteBesideLegevakt);
        assert_eq!(strong, demo.is_strong(*number), "{number}");
    }
    let study = Study::of(&country, &Target { municipalities: None, age_group: None }).unwrap();
    let old = |organisation: Organisation| {
        term(&study.by_organisation, &format!("age=80+,org={}", organisation.code())).clone()
    };
    let strong = old(Organisation::OnSiteBesideLegevakt);
    assert!(holds(&strong, truth::STRONG_80_PLUS), "{strong:?}");
    assert!(!holds(&strong, 1.0), "an effect of this size is seen: {strong:?}");
    let others = old(Organisation::Other);
    assert!(holds(&others, truth::OTHER_80_PLUS), "{others:?}");
    for age in &AgeGroup::ALL[..4] {
        let none = term(&study.overall, &format!("age={}", age.code()));
        assert!(holds(none, 1.0), "{none:?}");
    }
}
