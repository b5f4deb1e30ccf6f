//! Small rows that the stories import.

use chrono::{DateTime, NaiveDate, Utc};
use store::{Import, ImportCounts, Provenance, Store, StoreError};
use vocabulary::{
    AgeGroup, Alternative, Department, Destination, EmergencyAdmissions, Municipality, Origin, Population,
    Referrer, Registration, Rows, Stay, Unit, UnitKind,
};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn provenance() -> Provenance {
    Provenance {
        file_name: "fil.csv".into(),
        sha256: "00".into(),
        imported_at: "2024-05-01T10:00:00.123456789Z".parse().unwrap(),
        imported_by: "test".into(),
    }
}

pub async fn begin(store: &Store, rows: &Rows) -> Import {
    let mut import = store.begin_import(rows.dataset()).await.unwrap();
    import.add(rows).await.unwrap();
    import
}

pub async fn import(store: &Store, rows: Rows) -> Result<ImportCounts, StoreError> {
    begin(store, &rows).await.finish(&provenance()).await
}

pub async fn import_at(store: &Store, rows: Rows, at: DateTime<Utc>) {
    let provenance = Provenance { imported_at: at, ..provenance() };
    begin(store, &rows).await.finish(&provenance).await.unwrap();
}

pub fn unit(code: &str) -> Unit {
    Unit {
        host: "1101".parse().ok(),
        opened: Some(day("2012-05-01")),
        beside_legevakt: Some(true),
        direct_from_emergency: Some(false),
        telephone: Some("00 00 00 00".into()),
        ..Unit::new(code.parse().unwrap(), format!("Enhet {code}"), UnitKind::Kad)
    }
}

pub fn municipality(number: &str, trust: &str) -> Municipality {
    Municipality {
        county: Some("Rogaland".into()),
        ..Municipality::new(number.parse().unwrap(), format!("Kommune {number}"), "Helse Vest RHF", trust)
    }
}

pub fn registration(unit: &str, date: &str, beds: f64, occupied: f64) -> Registration {
    Registration {
        unit: unit.parse().unwrap(),
        date: day(date),
        beds,
        occupied,
        admissions: Some(1),
        discharges: None,
        rejected: Some(0),
        discharge_ready: Some(0.5),
    }
}

pub fn stay(unit: &str, id: &str, admitted: &str, discharged: Option<&str>) -> Stay {
    Stay {
        id: id.parse().unwrap(),
        unit: unit.parse().unwrap(),
        home: "1101".parse().unwrap(),
        admitted: admitted.parse().unwrap(),
        discharged: discharged.map(|time| time.parse().unwrap()),
        dates_only: false,
        age_group: AgeGroup::Age80Plus,
        sex: None,
        origin: Some(Origin::Home),
        referrer: Referrer::OutOfHours,
        reason: "R81".parse().ok(),
        problem: None,
        purpose: None,
        alternative: Some(Alternative::Hospital),
        destination: discharged.map(|_| Destination::Home),
    }
}

pub fn admissions(municipality: &str, month: &str, department: &str, count: i64) -> EmergencyAdmissions {
    EmergencyAdmissions {
        municipality: municipality.parse().unwrap(),
        month: month.parse().unwrap(),
        age_group: AgeGroup::Age80Plus,
        department: department.parse().unwrap_or_else(|_| Department::all()),
        admissions: count,
        bed_days: None,
        readmissions30: None,
        discharge_ready_days: None,
    }
}

pub fn population(municipality: &str, year: i32, inhabitants: i64) -> Population {
    Population {
        municipality: municipality.parse().unwrap(),
        year,
        age_group: AgeGroup::Age80Plus,
        inhabitants,
    }
}
