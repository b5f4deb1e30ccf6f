//! `innbyggere`: inhabitants per municipality, year and age group.

use super::Kind;
use crate::column::{Format, Need, codes, column_table};
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{coded, known_municipality, whole, year};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::{AgeGroup, Population};

column_table! {
    MUNICIPALITY: "kommune", Need::Required, Format::Municipality, "Kommunenummer", "Municipality number";
    YEAR: "aar", Need::Required, Format::Year, "År, folketall 1. januar", "Year, population on 1 January";
    AGE_GROUP: "aldersgruppe", Need::Required, codes!(AgeGroup), "Aldersgruppe", "Age group";
    INHABITANTS: "innbyggere", Need::Required, Format::Whole, "Antall innbyggere", "Inhabitants";
}

pub(crate) struct PopulationFile;

impl Kind for PopulationFile {
    type Row = Population;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[MUNICIPALITY, YEAR, AGE_GROUP];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<Population>, Refused> {
        let municipality = row.required(MUNICIPALITY, known_municipality);
        let year = row.required(YEAR, year);
        let age_group = row.required(AGE_GROUP, coded);
        let inhabitants = row.required(INHABITANTS, whole);
        Ok(Some(Population {
            municipality: municipality?,
            year: year?,
            age_group: age_group?,
            inhabitants: inhabitants?,
        }))
    }

    fn key(row: &Population, hasher: &mut impl Hasher) {
        (row.municipality, row.year, row.age_group).hash(hasher);
    }

    fn write(row: &Population, line: &mut Line) {
        line.show(row.municipality);
        line.show(row.year);
        line.show(row.age_group);
        line.show(row.inhabitants);
    }

    fn rows(rows: Vec<Population>) -> Rows {
        Rows::Population(rows)
    }
}
