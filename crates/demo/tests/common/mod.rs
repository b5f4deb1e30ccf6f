//! National figures per year from the rows themselves, for the tests and `examples/figures.rs`.

// The tests and the example each use a part of these.
#![allow(dead_code)]

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use demo::Country;
use vocabulary::{AgeGroup, Alternative, Destination, Registration, Sex, Stay, Unit, UnitKind, oslo_date};

/// Sums over one year.
#[derive(Debug, Default, Clone)]
pub struct Year {
    pub places: f64,
    pub registrations: usize,
    pub registered_admissions: i64,
    pub occupied: f64,
    pub open: f64,
    pub rejected: i64,
    pub lent: f64,
    pub stays: usize,
    pub by_line: BTreeMap<&'static str, usize>,
    pub completed: usize,
    pub hours: f64,
    pub kad: (usize, f64),
    pub sykestue: (usize, f64),
    pub over_72: usize,
    pub aged_67: usize,
    pub women: (usize, usize),
    pub home: usize,
    pub dead: usize,
    pub adequate: (usize, usize),
    pub hospital: i64,
    pub readmitted: i64,
    pub hospital_days: f64,
    pub aged_80: (i64, i64),
    pub medicine: i64,
    pub inhabitants: i64,
    pub weekdays_in: [usize; 7],
    pub weekdays_out: [usize; 7],
}

impl Year {
    pub fn mean_days(&self) -> f64 {
        self.hours / 24.0 / self.completed as f64
    }
    pub fn belegg(&self) -> f64 {
        self.occupied / self.open
    }

    fn registration(&mut self, row: &Registration) {
        self.registrations += 1;
        self.occupied += row.occupied;
        self.open += row.beds;
        self.registered_admissions += row.admissions.unwrap_or(0);
        self.rejected += row.rejected.unwrap_or(0);
        self.lent += row.discharge_ready.unwrap_or(0.0);
    }

    fn stay(&mut self, unit: &Unit, row: &Stay) {
        self.stays += 1;
        *self.by_line.entry(line(unit)).or_default() += 1;
        self.weekdays_in[oslo_date(row.admitted).weekday().num_days_from_monday() as usize] += 1;
        self.aged_67 += usize::from(row.age_group >= AgeGroup::Age67To79);
        self.women.0 += usize::from(row.sex == Some(Sex::Female));
        self.women.1 += usize::from(row.sex.is_some());
        let known = row.alternative.filter(|a| *a != Alternative::Unknown);
        self.adequate.0 += usize::from(known == Some(Alternative::Hospital));
        self.adequate.1 += usize::from(known.is_some());
    }

    fn discharge(&mut self, unit: &Unit, row: &Stay, end: chrono::DateTime<chrono::Utc>) {
        let hours = (end - row.admitted).num_minutes() as f64 / 60.0;
        self.completed += 1;
        self.hours += hours;
        self.over_72 += usize::from(hours > 72.0);
        self.weekdays_out[oslo_date(end).weekday().num_days_from_monday() as usize] += 1;
        let kind = if unit.kind == UnitKind::Kad { &mut self.kad } else { &mut self.sykestue };
        if unit.kind == UnitKind::Kad || unit.kind == UnitKind::Sykestue {
            kind.0 += 1;
            kind.1 += hours;
        }
        self.home +=
            usize::from(matches!(row.destination, Some(Destination::Home | Destination::HomeWithServices)));
        self.dead += usize::from(row.destination == Some(Destination::Dead));
    }
}

/// The line of the national table that a unit stands in.
fn line(unit: &Unit) -> &'static str {
    let host = reference::municipalities().iter().find(|m| Some(m.number) == unit.host);
    match host.map_or("", |m| &m.health_region) {
        "Helse Vest RHF" => "Vest",
        "Helse Midt-Norge RHF" => "Midt",
        "Helse Nord RHF" if unit.kind == UnitKind::Sykestue => "Nord sykestue",
        "Helse Nord RHF" => "Nord",
        _ => "Sør-Øst",
    }
}

/// Places of the whole country on a day.
pub fn places(country: &Country, day: NaiveDate) -> f64 {
    let beds = country.beds();
    let open = |u: &Unit| u.opened.is_some_and(|o| o <= day) && u.closed.is_none_or(|c| c >= day);
    country
        .units()
        .iter()
        .filter(|u| open(u))
        .filter_map(|u| beds.iter().rfind(|b| b.unit == u.code && b.from <= day))
        .map(|b| b.beds)
        .fold(0.0, |sum, beds| sum + beds)
}

/// All years of a country.
pub fn years(country: &Country) -> BTreeMap<i32, Year> {
    let mut years: BTreeMap<i32, Year> = BTreeMap::new();
    let units = country.units();
    for (unit, data) in units.iter().zip(country.all_unit_data()) {
        for row in &data.registrations {
            years.entry(row.date.year()).or_default().registration(row);
        }
        for row in &data.stays {
            years.entry(oslo_date(row.admitted).year()).or_default().stay(unit, row);
            if let Some(end) = row.discharged {
                years.entry(oslo_date(end).year()).or_default().discharge(unit, row, end);
            }
        }
    }
    for rows in country.all_admissions() {
        for row in rows {
            let year = years.entry(row.month.year()).or_default();
            year.hospital += row.admissions;
            year.readmitted += row.readmissions30.unwrap_or(0);
            year.hospital_days += row.bed_days.unwrap_or(0.0);
            year.medicine += if row.department.as_str() == "indremedisin" { row.admissions } else { 0 };
            if row.age_group == AgeGroup::Age80Plus {
                year.aged_80.0 += row.admissions;
            }
        }
    }
    let inside = country.municipalities();
    for row in reference::population().iter().filter(|row| inside.contains(&row.municipality)) {
        if let Some(year) = years.get_mut(&row.year) {
            year.inhabitants += row.inhabitants;
            year.aged_80.1 += if row.age_group == AgeGroup::Age80Plus { row.inhabitants } else { 0 };
        }
    }
    for (number, year) in &mut years {
        if let Some(day) = NaiveDate::from_ymd_opt(*number, 12, 31) {
            year.places = places(country, day);
        }
    }
    years
}
