//! `kommuneendringer`: numbers of former municipalities and where they went.

use super::Kind;
use crate::column::{Format, Need, column_table};
use crate::row::{Refused, Row};
use crate::rows::Rows;
use crate::values::{known_municipality, municipality, share, year};
use crate::write::Line;
use std::hash::{Hash, Hasher};
use vocabulary::BorderChange;

column_table! {
    FROM: "fra", Need::Required, Format::Municipality, "Det tidligere kommunenummeret", "The former municipality number";
    TO: "til", Need::Required, Format::Municipality, "Dagens kommunenummer", "Today's municipality number";
    SHARE: "andel", Need::Required, Format::Share, "Hvor stor del av den tidligere kommunen som gikk dit", "The share of the former municipality that went there";
    LAST_YEAR: "siste_aar", Need::Required, Format::Year, "Siste år det tidligere nummeret var i bruk", "Last year in which the former number was used";
}

pub(crate) struct BorderChangesFile;

impl Kind for BorderChangesFile {
    type Row = BorderChange;
    const COLUMNS: &[crate::Column] = COLUMNS;
    const KEY: &[usize] = &[FROM, TO];

    fn new(_: &[Option<usize>]) -> Self {
        Self
    }

    fn row(&mut self, row: &mut Row<'_>) -> Result<Option<BorderChange>, Refused> {
        let from = row.required(FROM, municipality);
        let to = row.required(TO, known_municipality);
        let share = row.required(SHARE, share);
        let last_year = row.required(LAST_YEAR, year);
        Ok(Some(BorderChange { from: from?, to: to?, share: share?, last_year: last_year? }))
    }

    fn key(row: &BorderChange, hasher: &mut impl Hasher) {
        (row.from, row.to).hash(hasher);
    }

    fn write(row: &BorderChange, line: &mut Line) {
        line.show(row.from);
        line.show(row.to);
        line.show(row.share);
        line.show(row.last_year);
    }

    fn rows(rows: Vec<BorderChange>) -> Rows {
        Rows::BorderChanges(rows)
    }
}
