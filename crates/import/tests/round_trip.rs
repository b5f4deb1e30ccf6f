//! What is written is read back unchanged.
#![allow(clippy::unwrap_used, reason = "a test that can't make its own file fails")]

mod given;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use given::{check, rows_of};
use import::{Input, Rows};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use vocabulary::*;

#[track_caller]
fn returns(rows: &Rows) {
    let mut file = Vec::new();
    import::write(rows, &mut file).unwrap();
    let read = rows_of(&Input::bytes("fil.csv", file), rows.dataset());
    assert_eq!(read, std::slice::from_ref(rows));
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..5000).prop_map(|days| NaiveDate::from_ymd_opt(2012, 1, 1).unwrap() + Days::new(days))
}

/// Text that spreadsheets, separators and quoting could spoil.
fn text() -> impl Strategy<Value = String> {
    "['=+@-]{0,2}[A-Za-zæøåÆØÅ;,\"'\n áš=+-]{0,20}[a-zø]".prop_map(|text| text.trim().to_owned())
}

fn time() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..200_000_000).prop_map(|seconds| DateTime::from_timestamp(1_400_000_000 + seconds, 0).unwrap())
}

fn unit() -> impl Strategy<Value = UnitCode> {
    select(vec!["KAD-1", "DE-11"]).prop_map(|code| code.parse().unwrap())
}

fn municipality() -> impl Strategy<Value = MunicipalityNumber> {
    select(vec!["0301", "3103", "5501"]).prop_map(|number| number.parse().unwrap())
}

fn beds() -> impl Strategy<Value = f64> {
    (0_u32..100_000).prop_map(|hundredths| f64::from(hundredths) / 100.0)
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn units_return(
        name in text(), kind in one_of(UnitKind::ALL), host in of(municipality()), opened in of(day()),
        open in of(0_u64..4000), legevakt in of(any::<bool>()), cover in of(one_of(PhysicianCover::ALL)),
        location in of(text()), direct in of(any::<bool>()), offer in of(text()),
    ) {
        let closed = opened.zip(open).map(|(day, days)| day + Days::new(days));
        returns(&Rows::Units(vec![Unit {
            code: "=A 1".parse().unwrap(), name, kind, host, opened, closed, beside_legevakt: legevakt,
            physician_cover: cover, location, direct_from_emergency: direct,
            telephone: Some("+47 815 49 300".to_owned()), offer,
        }]));
    }

    #[test]
    fn municipalities_return(name in text(), county in of(text()), from in of(day()), number in municipality()) {
        returns(&Rows::Municipalities(vec![Municipality {
            number, name: name.clone(), county: county.clone(), health_region: name.clone(), health_trust: name,
            hospital_area: county, valid_from: from, valid_to: from,
        }]));
    }

    #[test]
    fn registrations_return(
        unit in unit(), date in day(), beds in beds(), occupied in beds(), admissions in of(0_i64..1000),
        rejected in of(0_i64..1000), discharge_ready in of(beds()),
    ) {
        returns(&Rows::Registrations(vec![Registration {
            unit, date, beds, occupied, admissions, discharges: admissions, rejected, discharge_ready,
        }]));
    }

    #[test]
    fn stays_return(
        id in "[0-9A-F=-]{1,12}", unit in unit(), home in municipality(), admitted in time(),
        stayed in of(0_i64..900_000), dates_only in any::<bool>(), age_group in one_of(AgeGroup::ALL),
        sex in of(one_of(Sex::ALL)), origin in of(one_of(Origin::ALL)), referrer in one_of(Referrer::ALL),
        reason in of(select(vec!["R", "R81", "A01"])), problem in of(one_of(Problem::ALL)),
        purpose in of(one_of(Purpose::ALL)), alternative in of(one_of(Alternative::ALL)),
        destination in one_of(Destination::ALL),
    ) {
        let noon = |time: DateTime<Utc>| {
            let day = time.with_timezone(&chrono_tz::Europe::Oslo).date_naive();
            let noon = day.and_hms_opt(12, 0, 0).unwrap();
            noon.and_local_timezone(chrono_tz::Europe::Oslo).unwrap().to_utc()
        };
        let held = |time| if dates_only { noon(time) } else { time };
        let discharged = stayed.map(|seconds| held(admitted + TimeDelta::seconds(seconds)));
        returns(&Rows::Stays(vec![Stay {
            id: id.parse().unwrap(), unit, home, admitted: held(admitted), discharged, dates_only, age_group, sex,
            origin, referrer, reason: reason.map(|text| text.parse().unwrap()), problem, purpose, alternative,
            destination: discharged.map(|_| destination),
        }]));
    }

    #[test]
    fn the_small_ones_return(
        unit in unit(), municipality in municipality(), from in day(), beds in beds(), share in 0.0..=1.0_f64,
        year in 1990..2027_i32, age_group in one_of(AgeGroup::ALL), count in 0_i64..10_000_000,
        kind in one_of(EventKind::ALL), place in 0..3, description in of(text()), department in "[A-ZØ=][a-zø ]{0,10}[a-z]",
    ) {
        returns(&Rows::Beds(vec![Beds { unit: unit.clone(), from, beds }]));
        returns(&Rows::BorderChanges(vec![BorderChange { from: municipality, to: municipality, share, last_year: year }]));
        returns(&Rows::Population(vec![Population { municipality, year, age_group, inhabitants: count }]));
        returns(&Rows::UnitMunicipalities(vec![UnitMunicipality {
            unit: unit.clone(), municipality, from, to: Some(from), share: Some(share),
        }]));
        returns(&Rows::EmergencyAdmissions(vec![EmergencyAdmissions {
            municipality, month: Month::of(from), age_group, department: department.parse().unwrap(), admissions: count,
            bed_days: Some(beds), readmissions30: None, discharge_ready_days: Some(beds),
        }]));
        let place = match place {
            0 => EventPlace::Unit(unit),
            1 => EventPlace::Municipality(municipality),
            _ => EventPlace::Country,
        };
        returns(&Rows::Events(vec![Event { place, date: from, kind, description }]));
    }
}

#[test]
fn the_written_header_is_the_documented_one() {
    let header = |rows: &Rows| {
        let mut file = Vec::new();
        import::write(rows, &mut file).unwrap();
        String::from_utf8(file).unwrap()
    };
    assert_eq!(
        header(&Rows::Stays(Vec::new())),
        "opphold_id;enhet;kommune;inn;ut;aldersgruppe;kjoenn;kom_fra;henvist_av;aarsak;problem;formaal;alternativ;utskrevet_til\n"
    );
    assert_eq!(
        header(&Rows::EmergencyAdmissions(Vec::new())),
        "kommune;periode;aldersgruppe;fagomraade;innleggelser;liggedoegn;reinnleggelser30;utskrivningsklare_doegn\n"
    );
}

#[test]
fn a_file_of_another_kind_is_not_taken_for_this_one() {
    let report = check("senger", "kommune;navn;helseregion;helseforetak\n0301;Oslo;HSØ;OUS\n");
    assert_eq!(given::faults(&report), ["1 - kommune | navn | helseregion | helseforetak wrong_header"]);
}

#[test]
fn every_column_says_what_it_means_in_both_languages() {
    for dataset in Dataset::ALL {
        for column in import::columns(*dataset) {
            assert!(!column.norwegian.is_empty() && !column.english.is_empty(), "{}", column.name);
            assert!(!column.format.norwegian().is_empty() && !column.format.english().is_empty());
        }
    }
}
