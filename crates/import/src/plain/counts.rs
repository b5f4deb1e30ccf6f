//! Admissions by municipality, age group, month and department, in tables of fixed size.
//!
//! Each month of a department has a page with a count for every known municipality and age group. Counting is then
//! one addition at a known place, and two threads' tables are added place by place.

use super::Odd;
use std::sync::Arc;
use vocabulary::{AgeGroup, Department, EmergencyAdmissions, Month, MunicipalityNumber};

/// All pages of one table together: more departments or years than that and the full reader counts.
const MOST_BYTES: usize = 12 << 20;
/// More departments than this, and what they are called is for the full reader to judge.
const MOST_DEPARTMENTS: usize = 100;
const AGES: usize = AgeGroup::ALL.len();

/// Where things stand in a [`Counts`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Of the municipality among the known ones.
    pub municipality: u16,
    /// [`Month::index`] less that of the first month.
    pub month: u16,
    pub age_group: u8,
    pub department: u16,
}

/// Counted admissions.
pub(super) struct Counts {
    /// The known municipalities by number, and the month of the first page.
    municipalities: Arc<[MunicipalityNumber]>,
    first: Month,
    departments: Vec<(Department, Vec<Page>)>,
    bytes: usize,
}

/// The counts of a month; empty where there are none.
type Page = Vec<u32>;

impl Counts {
    pub const fn new(municipalities: Arc<[MunicipalityNumber]>, first: Month) -> Self {
        Self { municipalities, first, departments: Vec::new(), bytes: 0 }
    }

    /// The place of a department, which is added where it is new.
    pub fn department(&mut self, department: Department) -> Result<u16, Odd> {
        let place = self.departments.iter().position(|(known, _)| *known == department);
        let place = place.unwrap_or_else(|| {
            self.departments.push((department, Vec::new()));
            self.departments.len() - 1
        });
        if place < MOST_DEPARTMENTS { Ok(place as u16) } else { Err(Odd) }
    }

    /// Counts one admission.
    pub fn add(&mut self, place: Place) -> Result<(), Odd> {
        let at = usize::from(place.municipality) * AGES + usize::from(place.age_group);
        let (_, pages) = self.departments.get_mut(usize::from(place.department)).ok_or(Odd)?;
        if let Some(count) = pages.get_mut(usize::from(place.month)).and_then(|page| page.get_mut(at)) {
            *count += 1;
            return Ok(());
        }
        *self.page(place.department, place.month)?.get_mut(at).ok_or(Odd)? += 1;
        Ok(())
    }

    /// The page of a month, made where it isn't there.
    fn page(&mut self, department: u16, month: u16) -> Result<&mut Page, Odd> {
        let (_, pages) = self.departments.get_mut(usize::from(department)).ok_or(Odd)?;
        let month = usize::from(month);
        if pages.len() <= month {
            pages.resize(month + 1, Page::new());
        }
        let page = &mut pages[month];
        if page.is_empty() {
            let length = self.municipalities.len() * AGES;
            self.bytes += length * size_of::<u32>();
            if self.bytes > MOST_BYTES {
                return Err(Odd);
            }
            *page = vec![0; length];
        }
        Ok(page)
    }

    /// Adds what another counted, of the same municipalities from the same month on.
    pub fn absorb(&mut self, other: Self) -> Result<(), Odd> {
        for (department, pages) in other.departments {
            let place = self.department(department)?;
            for (month, page) in pages.into_iter().enumerate().filter(|(_, page)| !page.is_empty()) {
                let own = self.page(place, month as u16)?;
                for (own, count) in own.iter_mut().zip(page) {
                    *own += count;
                }
            }
        }
        Ok(())
    }

    /// Number of groups that have any admission.
    pub fn groups(&self) -> u64 {
        let counts = self.departments.iter().flat_map(|(_, pages)| pages).flatten();
        counts.filter(|count| **count > 0).count() as u64
    }

    /// The rows by municipality, month, age group and department.
    pub fn into_rows(mut self) -> impl Iterator<Item = EmergencyAdmissions> {
        self.departments.sort_by(|(a, _), (b, _)| a.cmp(b));
        let months = self.departments.iter().map(|(_, pages)| pages.len()).max().unwrap_or(0);
        let keys = (0..self.municipalities.len())
            .flat_map(move |place| (0..months).map(move |month| (place, month)))
            .flat_map(|(place, month)| (0..AGES).map(move |age| (place, month, age)));
        let departments = self.departments.len();
        keys.flat_map(move |(place, month, age)| (0..departments).map(move |d| (place, month, age, d)))
            .filter_map(move |(place, month, age, d)| {
                let (department, pages) = &self.departments[d];
                let admissions = *pages.get(month)?.get(place * AGES + age)?;
                (admissions > 0).then(|| EmergencyAdmissions {
                    municipality: self.municipalities[place],
                    month: self.first.plus(month as i32),
                    age_group: AgeGroup::ALL[age],
                    department: department.clone(),
                    admissions: admissions.into(),
                    bed_days: None,
                    readmissions30: None,
                    discharge_ready_days: None,
                })
            })
    }
}
