//! Where each dataset's rows lie, and how a row becomes columns.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::borrow::Cow;
use vocabulary::{
    Beds, BorderChange, EmergencyAdmissions, Event, Month, Municipality, Population, Registration, Stay,
    Unit, UnitMunicipality,
};

/// The table of a dataset: `key` columns first, then `values`.
pub(crate) struct Table {
    pub name: &'static str,
    pub key: &'static [&'static str],
    pub values: &'static [&'static str],
}

impl Table {
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.key.iter().chain(self.values).copied()
    }

    pub fn width(&self) -> usize {
        self.key.len() + self.values.len()
    }
}

/// One value of a row. Nulls are typed: `PostgreSQL` wants to know what is missing.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
    Float(Option<f64>),
    Date(Option<NaiveDate>),
    Time(Option<DateTime<Utc>>),
    Bool(Option<bool>),
}

impl Value<'_> {
    pub const fn is_null(&self) -> bool {
        matches!(
            self,
            Self::Text(None)
                | Self::Int(None)
                | Self::Float(None)
                | Self::Date(None)
                | Self::Time(None)
                | Self::Bool(None)
        )
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}
impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}
impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}
impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}
macro_rules! value_from {
    ($($type:ty => $variant:ident),+) => { $(
        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self { Self::$variant(Some(value)) }
        }
        impl From<Option<$type>> for Value<'_> {
            fn from(value: Option<$type>) -> Self { Self::$variant(value) }
        }
    )+ };
}
value_from!(i64 => Int, f64 => Float, NaiveDate => Date, DateTime<Utc> => Time, bool => Bool);

/// A month as it stands in the database: 202512.
pub(crate) fn month_number(month: Month) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.month())
}

/// Back from [`month_number`].
pub(crate) fn month_of_number(number: i64) -> Result<Month, crate::StoreError> {
    let (year, month) = (number / 100, number % 100);
    i32::try_from(year)
        .ok()
        .zip(u32::try_from(month).ok())
        .and_then(|(year, month)| Month::new(year, month))
        .ok_or_else(|| crate::StoreError::inconsistent(format!("month {number}")))
}

/// The first day of "since always".
pub(crate) fn since_always() -> NaiveDate {
    NaiveDate::default().with_year(1).unwrap_or_default()
}

/// A row that has a table.
pub(crate) trait Record {
    const TABLE: Table;
    /// The row's values in the order of [`Table::columns`].
    fn values(&self) -> Vec<Value<'_>>;
}

macro_rules! values {
    ($($value:expr),+ $(,)?) => { vec![$(Value::from($value)),+] };
}

impl Record for Municipality {
    const TABLE: Table = Table {
        name: "municipality",
        key: &["number", "valid_from"],
        values: &["name", "county", "health_region", "health_trust", "hospital_area", "valid_to"],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![
            self.number.to_string(),
            self.valid_from.unwrap_or_else(since_always),
            self.name.as_str(),
            self.county.as_deref(),
            self.health_region.as_str(),
            self.health_trust.as_str(),
            self.hospital_area.as_deref(),
            self.valid_to,
        ]
    }
}

impl Record for BorderChange {
    const TABLE: Table =
        Table { name: "border_change", key: &["from_number", "to_number"], values: &["share", "last_year"] };
    fn values(&self) -> Vec<Value<'_>> {
        values![self.from.to_string(), self.to.to_string(), self.share, i64::from(self.last_year)]
    }
}

impl Record for Population {
    const TABLE: Table =
        Table { name: "population", key: &["municipality", "year", "age_group"], values: &["inhabitants"] };
    fn values(&self) -> Vec<Value<'_>> {
        values![self.municipality.to_string(), i64::from(self.year), self.age_group.code(), self.inhabitants]
    }
}

impl Record for Unit {
    const TABLE: Table = Table {
        name: "unit",
        key: &["code"],
        values: &[
            "name",
            "kind",
            "host",
            "opened",
            "closed",
            "beside_legevakt",
            "physician_cover",
            "location",
            "direct_from_emergency",
            "telephone",
            "offer",
        ],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![
            self.code.as_str(),
            self.name.as_str(),
            self.kind.code(),
            self.host.map(|host| host.to_string()),
            self.opened,
            self.closed,
            self.beside_legevakt,
            self.physician_cover.map(vocabulary::PhysicianCover::code),
            self.location.as_deref(),
            self.direct_from_emergency,
            self.telephone.as_deref(),
            self.offer.as_deref(),
        ]
    }
}

impl Record for UnitMunicipality {
    const TABLE: Table = Table {
        name: "unit_municipality",
        key: &["unit", "municipality", "valid_from"],
        values: &["valid_to", "share"],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![self.unit.as_str(), self.municipality.to_string(), self.from, self.to, self.share]
    }
}

impl Record for Beds {
    const TABLE: Table = Table { name: "beds", key: &["unit", "valid_from"], values: &["beds"] };
    fn values(&self) -> Vec<Value<'_>> {
        values![self.unit.as_str(), self.from, self.beds]
    }
}

impl Record for Registration {
    const TABLE: Table = Table {
        name: "registration",
        key: &["unit", "date"],
        values: &["month", "beds", "occupied", "admissions", "discharges", "rejected", "discharge_ready"],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![
            self.unit.as_str(),
            self.date,
            month_number(Month::of(self.date)),
            self.beds,
            self.occupied,
            self.admissions,
            self.discharges,
            self.rejected,
            self.discharge_ready,
        ]
    }
}

impl Record for Stay {
    const TABLE: Table = Table {
        name: "stay",
        key: &["unit", "id"],
        values: &[
            "home",
            "admitted",
            "discharged",
            "dates_only",
            "admission_month",
            "discharge_month",
            "minutes",
            "age_group",
            "sex",
            "origin",
            "referrer",
            "reason",
            "chapter",
            "problem",
            "purpose",
            "alternative",
            "destination",
        ],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![
            self.unit.as_str(),
            self.id.as_str(),
            self.home.to_string(),
            self.admitted,
            self.discharged,
            self.dates_only,
            month_number(self.admission_month()),
            self.discharge_month().map(month_number),
            self.minutes(),
            self.age_group.code(),
            self.sex.map(vocabulary::Sex::code),
            self.origin.map(vocabulary::Origin::code),
            self.referrer.code(),
            self.reason.map(|reason| reason.to_string()),
            self.reason.map(|reason| reason.chapter().to_string()),
            self.problem.map(vocabulary::Problem::code),
            self.purpose.map(vocabulary::Purpose::code),
            self.alternative.map(vocabulary::Alternative::code),
            self.destination.map(vocabulary::Destination::code),
        ]
    }
}

impl Record for EmergencyAdmissions {
    const TABLE: Table = Table {
        name: "emergency_admission",
        key: &["municipality", "month", "age_group", "department"],
        values: &["admissions", "bed_days", "readmissions30", "discharge_ready_days"],
    };
    fn values(&self) -> Vec<Value<'_>> {
        values![
            self.municipality.to_string(),
            month_number(self.month),
            self.age_group.code(),
            self.department.as_str(),
            self.admissions,
            self.bed_days,
            self.readmissions30,
            self.discharge_ready_days,
        ]
    }
}

impl Record for Event {
    const TABLE: Table =
        Table { name: "event", key: &["unit", "municipality", "date", "kind"], values: &["description"] };
    fn values(&self) -> Vec<Value<'_>> {
        let (unit, municipality) = crate::events::columns(&self.place);
        values![unit, municipality, self.date, self.kind.code(), self.description.as_deref()]
    }
}
