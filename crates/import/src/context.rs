//! What a file is checked against.

use chrono::NaiveDate;
use std::collections::HashSet;
use vocabulary::{MunicipalityNumber, UnitCode};

/// What exists, and which day it is. Municipalities and units are read without the sets; with an empty
/// set of municipalities the host of a unit isn't checked.
#[derive(Debug, Clone)]
pub struct Context {
    /// Today in Norway: what has happened can't have happened later.
    pub today: NaiveDate,
    /// Units that rows may name.
    pub units: HashSet<UnitCode>,
    /// Units whose stays and days the file may hold; `None`: all of them.
    pub own: Option<HashSet<UnitCode>>,
    /// Municipalities that rows may name: today's and former numbers.
    pub municipalities: HashSet<MunicipalityNumber>,
}

impl Context {
    /// A context in which nothing exists yet.
    pub fn new(today: NaiveDate) -> Self {
        Self { today, units: HashSet::new(), own: None, municipalities: HashSet::new() }
    }
}

/// The context as the rows ask it, millions of times.
pub(crate) struct Known<'a> {
    pub context: &'a Context,
    /// One bit for each of the 10 000 municipality numbers.
    municipalities: Box<[u64; 157]>,
}

impl<'a> Known<'a> {
    pub fn new(context: &'a Context) -> Self {
        let mut bits = Box::new([0_u64; 157]);
        for number in &context.municipalities {
            bits[usize::from(number.get()) / 64] |= 1 << (number.get() % 64);
        }
        Self { context, municipalities: bits }
    }

    pub fn municipality(&self, number: MunicipalityNumber) -> bool {
        self.municipalities[usize::from(number.get()) / 64] >> (number.get() % 64) & 1 == 1
    }
}
