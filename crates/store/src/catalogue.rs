//! Reading the catalogue: municipalities, units and who belongs to whom.

use crate::from_row::from_row;
use crate::tables::since_always;
use crate::{Store, StoreError, on};
use chrono::{DateTime, NaiveDate, Utc};
use vocabulary::{Beds, BorderChange, Catalogue, Municipality, Unit, UnitMunicipality, norwegian};

struct VersionRow {
    imported: i64,
    changes: i64,
    updated_at: Option<DateTime<Utc>>,
}
from_row!(VersionRow: imported, changes, updated_at);

struct MunicipalityRow {
    number: String,
    valid_from: NaiveDate,
    name: String,
    county: Option<String>,
    health_region: String,
    health_trust: String,
    hospital_area: Option<String>,
    valid_to: Option<NaiveDate>,
}
from_row!(MunicipalityRow: number, valid_from, name, county, health_region, health_trust, hospital_area, valid_to);

struct BorderChangeRow {
    from_number: String,
    to_number: String,
    share: f64,
    last_year: i64,
}
from_row!(BorderChangeRow: from_number, to_number, share, last_year);

struct UnitRow {
    code: String,
    name: String,
    kind: String,
    host: Option<String>,
    opened: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    beside_legevakt: Option<bool>,
    physician_cover: Option<String>,
    location: Option<String>,
    direct_from_emergency: Option<bool>,
    telephone: Option<String>,
    offer: Option<String>,
}
from_row!(UnitRow: code, name, kind, host, opened, closed, beside_legevakt, physician_cover, location, direct_from_emergency, telephone, offer);

struct UnitMunicipalityRow {
    unit: String,
    municipality: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    share: Option<f64>,
}
from_row!(UnitMunicipalityRow: unit, municipality, valid_from, valid_to, share);

struct BedsRow {
    unit: String,
    valid_from: NaiveDate,
    beds: f64,
}
from_row!(BedsRow: unit, valid_from, beds);

/// Parses a stored text, `None` staying `None`.
fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.map(|text| text.parse().map_err(StoreError::inconsistent)).transpose()
}

impl TryFrom<MunicipalityRow> for Municipality {
    type Error = StoreError;
    fn try_from(row: MunicipalityRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number.parse().map_err(StoreError::inconsistent)?,
            name: row.name,
            county: row.county,
            health_region: row.health_region,
            health_trust: row.health_trust,
            hospital_area: row.hospital_area,
            valid_from: Some(row.valid_from).filter(|day| *day != since_always()),
            valid_to: row.valid_to,
        })
    }
}

impl TryFrom<BorderChangeRow> for BorderChange {
    type Error = StoreError;
    fn try_from(row: BorderChangeRow) -> Result<Self, StoreError> {
        Ok(Self {
            from: row.from_number.parse().map_err(StoreError::inconsistent)?,
            to: row.to_number.parse().map_err(StoreError::inconsistent)?,
            share: row.share,
            last_year: i32::try_from(row.last_year).map_err(StoreError::inconsistent)?,
        })
    }
}

impl TryFrom<UnitRow> for Unit {
    type Error = StoreError;
    fn try_from(row: UnitRow) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.code.parse().map_err(StoreError::inconsistent)?,
            name: row.name,
            kind: row.kind.parse().map_err(StoreError::inconsistent)?,
            host: parsed(row.host.as_deref())?,
            opened: row.opened,
            closed: row.closed,
            beside_legevakt: row.beside_legevakt,
            physician_cover: parsed(row.physician_cover.as_deref())?,
            location: row.location,
            direct_from_emergency: row.direct_from_emergency,
            telephone: row.telephone,
            offer: row.offer,
        })
    }
}

impl TryFrom<UnitMunicipalityRow> for UnitMunicipality {
    type Error = StoreError;
    fn try_from(row: UnitMunicipalityRow) -> Result<Self, StoreError> {
        Ok(Self {
            unit: row.unit.parse().map_err(StoreError::inconsistent)?,
            municipality: row.municipality.parse().map_err(StoreError::inconsistent)?,
            from: row.valid_from,
            to: row.valid_to,
            share: row.share,
        })
    }
}

impl TryFrom<BedsRow> for Beds {
    type Error = StoreError;
    fn try_from(row: BedsRow) -> Result<Self, StoreError> {
        Ok(Self {
            unit: row.unit.parse().map_err(StoreError::inconsistent)?,
            from: row.valid_from,
            beds: row.beds,
        })
    }
}

/// Turns every row into its domain type or stops at the first that can't be.
fn all<R, T: TryFrom<R, Error = StoreError>>(rows: Vec<R>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}

/// In the order in which people read them, which the pages' lists need time and again.
fn by_name<T>(mut all: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<T> {
    all.sort_by(|a, b| norwegian::compare(name(a), name(b)));
    all
}

impl Store {
    /// The catalogue as it stands now.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`], [`StoreError::Driver`].
    pub async fn catalogue(&self) -> Result<Catalogue, StoreError> {
        let version: VersionRow = on!(self, pool => sqlx::query_as(
            "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS imported, \
             CAST((SELECT MAX(changes) FROM register_version) AS BIGINT) AS changes, \
             MAX(imported_at) AS updated_at FROM import_batch",
        )
        .fetch_one(pool)
        .await?);
        let municipalities: Vec<MunicipalityRow> = on!(self, pool => sqlx::query_as(
            "SELECT number, valid_from, name, county, health_region, health_trust, hospital_area, valid_to \
             FROM municipality ORDER BY number, valid_from",
        )
        .fetch_all(pool)
        .await?);
        let border_changes: Vec<BorderChangeRow> = on!(self, pool => sqlx::query_as(
            "SELECT from_number, to_number, share, last_year FROM border_change ORDER BY from_number, to_number",
        )
        .fetch_all(pool)
        .await?);
        let units: Vec<UnitRow> = on!(self, pool => sqlx::query_as(
            "SELECT code, name, kind, host, opened, closed, beside_legevakt, physician_cover, location, \
             direct_from_emergency, telephone, offer FROM unit ORDER BY code",
        )
        .fetch_all(pool)
        .await?);
        let unit_municipalities: Vec<UnitMunicipalityRow> = on!(self, pool => sqlx::query_as(
            "SELECT unit, municipality, valid_from, valid_to, share FROM unit_municipality \
             ORDER BY unit, municipality, valid_from",
        )
        .fetch_all(pool)
        .await?);
        let beds: Vec<BedsRow> = on!(self, pool => sqlx::query_as(
            "SELECT unit, valid_from, beds FROM beds ORDER BY unit, valid_from",
        )
        .fetch_all(pool)
        .await?);
        Ok(Catalogue {
            version: version.imported + version.changes,
            imported: version.imported,
            updated_at: version.updated_at,
            newest_registration: self.newest_registration(None).await?,
            municipalities: by_name(all(municipalities)?, |m: &Municipality| &m.name),
            border_changes: all(border_changes)?,
            units: by_name(all(units)?, |unit: &Unit| &unit.name),
            unit_municipalities: all(unit_municipalities)?,
            beds: all(beds)?,
        })
    }
}
