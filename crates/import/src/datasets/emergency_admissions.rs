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

/// A municipality, month, age group and department (by its place in the list of those met) in one number
/// that sorts as they do: 16 bytes a group are all that counting costs.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Group(u64);

impl Group {
    fn new(municipality: MunicipalityNumber, month: Month, age_group: AgeGroup, department: u16) -> Self {
        let (month, age_group) = (month.index() as u64, age_group as u64);
        Self(u64::from(municipality.get()) << 48 | month << 24 | age_group << 16 | u64::from(department))
    }

    const fn month(&self) -> Month {
        Month::from_index((self.0 >> 24 & 0xff_ffff) as i32)
    }

    fn age_group(&self) -> AgeGroup {
        AgeGroup::ALL[(self.0 >> 16 & 0xff) as usize]
    }

    const fn department(&self) -> usize {
        (self.0 & 0xffff) as usize
    }

    fn municipality(&self) -> Option<MunicipalityNumber> {
        format!("{:04}", self.0 >> 48).parse().ok()
    }
}

pub(crate) struct EmergencyAdmissionsFile {
    /// Whether each row is one admission.
    single: bool,
    departments: Vec<Department>,
    counts: FxHashMap<Group, u32>,
    /// Admissions not yet counted: counted in one go, the waits for memory overlap.
    pending: Vec<Group>,
}

impl Kind for EmergencyAdmissionsFile {
    type Row = EmergencyAdmissions;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[MUNICIPALITY, MONTH, AGE_GROUP, DEPARTMENT];

    fn new(places: &[Option<usize>]) -> Self {
        Self {
            single: places[MONTH].is_none(),
            departments: Vec::new(),
            counts: FxHashMap::default(),
            pending: Vec::new(),
        }
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

    fn finish(mut self) -> impl Iterator<Item = EmergencyAdmissions> {
        self.settle();
        let mut groups: Vec<(Group, u32)> = self.counts.into_iter().collect();
        let mut ranks: Vec<usize> = (0..self.departments.len()).collect();
        ranks.sort_by_key(|place| &self.departments[*place]);
        let mut rank_of = vec![0; ranks.len()];
        ranks.into_iter().enumerate().for_each(|(rank, place)| rank_of[place] = rank);
        // By the rows' key: the database then adds them one behind the other.
        groups.sort_unstable_by_key(|(group, _)| (group.0 >> 16, rank_of[group.department()]));
        groups.into_iter().filter_map(move |(group, admissions)| {
            Some(EmergencyAdmissions {
                municipality: group.municipality()?,
                month: group.month(),
                age_group: group.age_group(),
                department: self.departments[group.department()].clone(),
                admissions: admissions.into(),
                bed_days: None,
                readmissions30: None,
                discharge_ready_days: None,
            })
        })
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

/// Where the cells of a single admission stand in a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SinglePlaces {
    pub municipality: usize,
    pub date: usize,
    pub age_group: usize,
    pub department: Option<usize>,
}

impl EmergencyAdmissionsFile {
    /// The places of the columns that single admissions have; `None` where other columns are there.
    pub fn places_of_single(places: &[Option<usize>]) -> Option<SinglePlaces> {
        let others = [MONTH, ADMISSIONS, BED_DAYS, READMISSIONS, READY_DAYS];
        if others.iter().any(|column| places[*column].is_some()) {
            return None;
        }
        Some(SinglePlaces {
            municipality: places[MUNICIPALITY]?,
            date: places[DATE]?,
            age_group: places[AGE_GROUP]?,
            department: places[DEPARTMENT],
        })
    }

    /// Counts one admission.
    fn count(&mut self, row: &mut Row<'_>) -> Result<(), Refused> {
        let municipality = row.required(MUNICIPALITY, known_municipality);
        let date = row.required(DATE, past_day);
        let age_group = row.required(AGE_GROUP, coded);
        let department = match row.cell(DEPARTMENT).map(|cell| self.place(cell.text)) {
            Some(Some(place)) => Some(place),
            Some(None) => row.required(DEPARTMENT, department).map(|new| self.add(new))?,
            None => self.place(Department::all().as_str()).or_else(|| self.add(Department::all())),
        };
        let Some(department) = department else {
            return Err(row.refuse(DEPARTMENT, Problem::TooManyDepartments { most: DEPARTMENTS as u64 }));
        };
        let group = Group::new(municipality?, Month::of(date?), age_group?, department);
        self.pending.push(group);
        if self.pending.len() >= 1024 {
            self.settle();
        }
        Ok(())
    }

    /// Counts what is pending.
    fn settle(&mut self) {
        for group in self.pending.drain(..) {
            *self.counts.entry(group).or_default() += 1;
        }
    }

    /// The place of a department among those met.
    fn place(&self, name: &str) -> Option<u16> {
        self.departments.iter().position(|known| known.as_str() == name).map(|place| place as u16)
    }

    /// The place of a department not met before; `None` when there are too many.
    fn add(&mut self, department: Department) -> Option<u16> {
        // Two ways of writing one name (an apostrophe of the guard) are one department.
        if let Some(place) = self.place(department.as_str()) {
            return Some(place);
        }
        (self.departments.len() < DEPARTMENTS).then(|| {
            self.departments.push(department);
            (self.departments.len() - 1) as u16
        })
    }
}
