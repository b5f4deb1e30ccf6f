//! `innleggelser`: emergency admissions to hospital, counted per municipality, month, age group and
//! department; or one row an admission (`dato` instead of `periode`), counted here.

use super::Kind;
use crate::column::{Format, Need, codes, column_table};
use crate::problem::Problem;
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{coded, decimal, department, known_municipality, past_day, past_month, whole};
use crate::write::Line;
use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};
use vocabulary::{AgeGroup, Department, EmergencyAdmissions, Month, MunicipalityNumber};

column_table! {
    MUNICIPALITY: "kommune", Need::Required, Format::Municipality, "Bostedskommune", "Home municipality";
    MONTH: "periode", Need::Or("dato"), Format::Month, "Måneden", "The month";
    AGE_GROUP: "aldersgruppe", Need::Required, codes!(AgeGroup), "Aldersgruppe", "Age group";
    DEPARTMENT: "fagomraade", Need::Optional, Format::Text(40), "Fagområde; tom: alle samlet", "Department; blank: all together";
    ADMISSIONS: "innleggelser", Need::With("periode"), Format::Whole, "Antall ØH-innleggelser", "Emergency admissions";
    BED_DAYS: "liggedoegn", Need::Optional, Format::Decimal, "Liggedøgn", "Bed-days";
    READMISSIONS: "reinnleggelser30", Need::Optional, Format::Whole, "Reinnleggelser innen 30 dager", "Readmissions within 30 days";
    READY_DAYS: "utskrivningsklare_doegn", Need::Optional, Format::Decimal, "Døgn på sykehus etter at pasienten var utskrivningsklar", "Days in hospital after the patient was ready to leave";
    DATE: "dato", Need::Or("periode"), Format::Date, "Innleggelsesdagen, når hver rad er én innleggelse (uten antall)", "Day of admission, when each row is one admission (without counts)";
}

/// So many departments may be told apart while admissions are counted.
const DEPARTMENTS: usize = 500;

/// A municipality, month, age group and department (by its place in the list of those met).
type Group = (MunicipalityNumber, Month, AgeGroup, u16);

pub(crate) struct EmergencyAdmissionsFile {
    /// Whether each row is one admission.
    single: bool,
    departments: Vec<String>,
    counts: FxHashMap<Group, i64>,
}

impl Kind for EmergencyAdmissionsFile {
    type Row = EmergencyAdmissions;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[MUNICIPALITY, MONTH, AGE_GROUP, DEPARTMENT];

    fn new(places: &[Option<usize>]) -> Self {
        Self { single: places[MONTH].is_none(), departments: Vec::new(), counts: FxHashMap::default() }
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<EmergencyAdmissions>, Refused> {
        if self.single {
            return self.count(row).map(|()| None);
        }
        let municipality = row.required(MUNICIPALITY, known_municipality);
        let month = row.required(MONTH, past_month);
        let age_group = row.required(AGE_GROUP, coded);
        let department = row.optional(DEPARTMENT, department);
        let admissions = row.required(ADMISSIONS, whole);
        let bed_days = row.optional(BED_DAYS, decimal);
        let readmissions30 = row.optional(READMISSIONS, whole);
        let discharge_ready_days = row.optional(READY_DAYS, decimal);
        Ok(Some(EmergencyAdmissions {
            municipality: municipality?,
            month: month?,
            age_group: age_group?,
            department: department?.unwrap_or_else(Department::all),
            admissions: admissions?,
            bed_days: bed_days?,
            readmissions30: readmissions30?,
            discharge_ready_days: discharge_ready_days?,
        }))
    }

    fn finish(self) -> Vec<EmergencyAdmissions> {
        let mut groups: Vec<(Group, i64)> = self.counts.into_iter().collect();
        groups.sort_unstable();
        groups
            .into_iter()
            .map(|((municipality, month, age_group, department), admissions)| EmergencyAdmissions {
                municipality,
                month,
                age_group,
                department: self.departments[usize::from(department)]
                    .parse()
                    .unwrap_or_else(|_| Department::all()),
                admissions,
                bed_days: None,
                readmissions30: None,
                discharge_ready_days: None,
            })
            .collect()
    }

    fn key(row: &EmergencyAdmissions, hasher: &mut impl Hasher) {
        (row.municipality, row.month, row.age_group, row.department.as_str()).hash(hasher);
    }

    fn write(row: &EmergencyAdmissions, line: &mut Line) {
        line.show(row.municipality);
        line.show(row.month);
        line.show(row.age_group);
        line.text(row.department.as_str());
        line.show(row.admissions);
        line.show_if(row.bed_days);
        line.show_if(row.readmissions30);
        line.show_if(row.discharge_ready_days);
    }

    fn rows(rows: Vec<EmergencyAdmissions>) -> Rows {
        Rows::EmergencyAdmissions(rows)
    }
}

impl EmergencyAdmissionsFile {
    /// Counts one admission.
    fn count(&mut self, row: &mut Row<'_>) -> Result<(), Refused> {
        let municipality = row.required(MUNICIPALITY, known_municipality);
        let date = row.required(DATE, past_day);
        let age_group = row.required(AGE_GROUP, coded);
        let department = match row.cell(DEPARTMENT).map(|cell| cell.text) {
            None => self.place("alle"),
            Some(name) => match self.departments.iter().position(|known| known == name) {
                Some(place) => Some(place as u16),
                None => {
                    let name = row.required(DEPARTMENT, department)?;
                    self.place(name.as_str())
                }
            },
        };
        let Some(department) = department else {
            return Err(row.refuse(DEPARTMENT, Problem::TooManyDepartments { most: DEPARTMENTS as u64 }));
        };
        *self.counts.entry((municipality?, Month::of(date?), age_group?, department)).or_default() += 1;
        Ok(())
    }

    /// The place of a department in the list, added when new; `None` when the list is full.
    fn place(&mut self, name: &str) -> Option<u16> {
        if let Some(place) = self.departments.iter().position(|known| known == name) {
            return Some(place as u16);
        }
        (self.departments.len() < DEPARTMENTS).then(|| {
            self.departments.push(name.to_owned());
            (self.departments.len() - 1) as u16
        })
    }
}
