//! Which separator a file uses: the one by which the header has the most known columns.

use super::Cells;
use super::encoding::Encoding;
use super::lines::Lines;
use crate::column::Column;
use crate::header;
use crate::problem::Problem;
use std::io::Read;

/// The separators that are recognised.
pub(super) const ALL: [u8; 3] = *b";,\t";

/// A separator as people are told it.
pub(super) fn shown(separator: u8) -> String {
    match separator {
        b'\t' => "tab".to_owned(),
        other => format!("«{}»", other as char),
    }
}

/// Looks at the first line with content without taking it; takes Excel's `sep=;` line when there is one.
pub(super) fn find(
    lines: &mut Lines<impl Read>,
    table: &'static [Column],
) -> Result<u8, (Option<u64>, Problem)> {
    let first = lines.peek()?;
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] = *first
        && ALL.contains(&separator)
    {
        lines.next(separator)?;
        return Ok(separator);
    }
    let mut best = (0, 0, ALL[0]);
    for separator in ALL {
        let mut cells = Cells::default();
        let Some(raw) = lines.look(separator)? else { continue };
        let (record, _) = cells.cut(&raw, separator, &mut Encoding::unknown());
        let (known, count) = (header::matches(&record, table), record.len());
        if (known, count) > (best.0, best.1) {
            best = (known, count, separator);
        }
    }
    Ok(best.2)
}
