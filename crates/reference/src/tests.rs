use std::collections::{BTreeMap, BTreeSet};

use vocabulary::AgeGroup;

use super::*;

fn membership(number: &str) -> Vec<&'static Municipality> {
    municipalities().iter().filter(|m| m.number.to_string() == number).collect()
}

#[test]
fn there_are_357_municipalities_in_four_regions_and_one_name_each() {
    let numbers: BTreeSet<_> = municipalities().iter().map(|m| m.number).collect();
    let regions: BTreeSet<_> = municipalities().iter().map(|m| &m.health_region).collect();
    assert_eq!((numbers.len(), regions.len(), municipalities().len()), (357, 4, 362));
    assert!(municipalities().iter().all(|m| !m.name.is_empty() && m.hospital_area.is_some()));
}

#[test]
fn the_kongsvinger_area_moved_from_innlandet_to_akershus_in_february_2019() {
    for number in ["3401", "3414", "3415", "3416", "3417"] {
        let [former, present] = membership(number)[..] else { panic!("{number}") };
        assert_eq!((former.health_trust.as_str(), present.health_trust.as_str()), ("Innlandet", "Akershus"));
        assert_eq!((former.valid_from, present.valid_to), (None, None));
        assert_eq!(former.valid_to.expect("stands there").to_string(), "2019-01-31");
        assert_eq!(present.valid_from.expect("stands there").to_string(), "2019-02-01");
    }
}

#[test]
fn aasnes_stands_with_innlandet_as_the_catchment_table_has_it() {
    let [row] = membership("3418")[..] else { panic!() };
    assert_eq!((row.health_trust.as_str(), row.valid_from), ("Innlandet", None));
}

#[test]
fn oslo_stands_with_the_first_of_its_hospital_areas_and_the_note_names_it() {
    let [row] = membership("0301")[..] else { panic!() };
    let area = row.hospital_area.as_deref().expect("stands there");
    assert!(OSLO_NOTE.contains(area) && OSLO_NOTE.contains("fire"), "{OSLO_NOTE}");
}

#[test]
fn the_shares_of_a_former_municipality_add_up_to_one() {
    let mut sums: BTreeMap<_, f64> = BTreeMap::new();
    for change in border_changes() {
        *sums.entry(change.from).or_default() += change.share;
    }
    assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-9), "{sums:?}");
}

#[test]
fn every_former_municipality_lies_in_present_ones_and_no_pair_stands_twice() {
    let present: BTreeSet<_> = municipalities().iter().map(|m| m.number).collect();
    let pairs: BTreeSet<_> = border_changes().iter().map(|c| (c.from, c.to)).collect();
    assert!(border_changes().iter().all(|c| present.contains(&c.to)));
    assert_eq!((pairs.len(), border_changes().len()), (491, 491));
}

#[test]
fn former_haram_is_haram_and_the_joint_municipality_is_divided_by_people() {
    let share = |from: &str, to: &str| {
        border_changes()
            .iter()
            .find(|c| c.from.to_string() == from && c.to.to_string() == to)
            .map(|c| c.share)
    };
    assert_eq!((share("1534", "1580"), share("1534", "1508")), (Some(1.0), None));
    assert_eq!((share("1507", "1508"), share("1507", "1580")), (Some(0.862), Some(0.138)));
    for part in ["1504", "1523", "1529", "1546"] {
        assert_eq!((share(part, "1508"), share(part, "1580")), (Some(1.0), None));
    }
}

#[test]
fn the_share_of_haram_is_that_of_its_inhabitants_in_2024() {
    let people = |number: &str| -> i64 {
        population()
            .iter()
            .filter(|p| p.municipality.to_string() == number && p.year == 2024)
            .map(|p| p.inhabitants)
            .sum()
    };
    let (aalesund, haram) = (people("1508") as f64, people("1580") as f64);
    assert!((haram / (aalesund + haram) - 0.138).abs() < 0.0005);
}

#[test]
fn population_is_complete_and_adds_up_to_the_national_figure() {
    let rows = population();
    assert_eq!(rows.len(), 32_130);
    let total = |year: i32| rows.iter().filter(|p| p.year == year).map(|p| p.inhabitants).sum::<i64>();
    assert_eq!(total(2026), 5_627_400);
    let keys: BTreeSet<_> = rows.iter().map(|p| (p.municipality, p.year, p.age_group)).collect();
    assert_eq!(keys.len(), 357 * 18 * AgeGroup::ALL.len());
    assert!(rows.iter().all(|p| (POPULATION_YEARS.0..=POPULATION_YEARS.1).contains(&p.year)));
}

#[test]
fn names_in_several_languages_have_a_norwegian_part() {
    let name =
        |number: &str| norwegian_name(number.parse().expect("stands there"), &membership(number)[0].name);
    assert_eq!(name("0301"), "Oslo");
    assert_eq!(name("5612"), "Kautokeino");
    assert_eq!(name("5540"), "Kåfjord");
    assert_eq!(name("5628"), "Tana");
    assert_eq!(name("1870"), "Sortland");
    assert_eq!(name("3414"), "Nord-Odal");
    assert_eq!(name("5605"), "Sør-Varanger");
}

#[test]
fn every_municipality_has_a_tile_of_its_own() {
    let numbers: BTreeSet<_> = municipalities().iter().map(|m| m.number).collect();
    let tiled: BTreeSet<_> = tiles().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, tiled);
    let places: BTreeSet<_> = tiles().iter().map(|(_, place)| *place).collect();
    assert_eq!(places.len(), 357);
    let place = |number: &str| tiles().iter().find(|(of, _)| of.to_string() == number).unwrap().1;
    let (oslo, bergen, tromso, kirkenes) = (place("0301"), place("4601"), place("5501"), place("5605"));
    assert!(bergen.0 < oslo.0 && oslo.0 < tromso.0 && tromso.0 < kirkenes.0, "from west to east");
    assert!(tromso.1 < bergen.1 && tromso.1 < oslo.1, "from north to south");
}
