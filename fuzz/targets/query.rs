//! Any query of an address: no panic, and the address of what was understood is understood wholly, as the same.
#![no_main]

#[path = "../../app/src"]
mod app {
    #[allow(dead_code, missing_docs)]
    pub mod selection;
}

use app::selection::Selection;
use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use vocabulary::{Catalogue, Municipality, Unit, UnitKind};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let municipality = |number: &str, trust: &str| Municipality {
        number: number.parse().unwrap(),
        name: "Navn".to_owned(),
        county: None,
        health_region: "Helse Sør-Øst".to_owned(),
        health_trust: trust.to_owned(),
        hospital_area: None,
        valid_from: None,
        valid_to: None,
    };
    let unit = |code: &str| Unit {
        code: code.parse().unwrap(),
        name: "Enhet".to_owned(),
        kind: UnitKind::Kad,
        host: None,
        opened: None,
        closed: None,
        beside_legevakt: None,
        physician_cover: None,
        location: None,
        direct_from_emergency: None,
        telephone: None,
        offer: None,
    };
    Catalogue {
        municipalities: vec![municipality("0301", "Oslo universitetssykehus"), municipality("1506", "Møre og Romsdal")],
        units: vec![unit("KAD-1"), unit("Æ ø&=+%")],
        newest_registration: NaiveDate::from_ymd_opt(2026, 7, 30),
        ..Catalogue::default()
    }
});

fuzz_target!(|query: &str| {
    let today = NaiveDate::from_ymd_opt(2026, 8, 22).unwrap();
    let (selection, problems) = Selection::parse(|name| value(query, name), &CATALOGUE, today);
    for problem in problems {
        assert!(!problem.is_empty());
    }
    let address = selection.query();
    let (again, problems) = Selection::parse(|name| value(&address, name), &CATALOGUE, today);
    assert_eq!(again, selection, "{address}");
    assert!(problems.is_empty(), "{address}: {problems:?}");
    let _ = selection.units(&CATALOGUE, today);
});

/// The value of a name in a query, decoded as a browser's form is.
fn value(query: &str, name: &str) -> Option<String> {
    let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))?;
    let (mut bytes, mut decoded) = (pair.1.bytes(), Vec::new());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    Some(String::from_utf8_lossy(&decoded).into_owned())
}
