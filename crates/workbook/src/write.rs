//! From tables to bytes, through `rust_xlsxwriter`.

use crate::{Cell, Sheet, Unwritten, Workbook};
use chrono::Datelike as _;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook as File, Worksheet,
};

/// Excel's longest name of a sheet, in characters.
const LONGEST_NAME: usize = 31;
/// Wider columns wrap their text instead, in characters.
const WIDEST: usize = 60;

/// The workbook as a file's bytes.
///
/// # Errors
/// [`Unwritten`]: more rows or longer texts than Excel takes.
pub fn write(workbook: &Workbook) -> Result<Vec<u8>, Unwritten> {
    let mut file = File::new();
    file.set_properties(&DocProperties::new().set_title(&workbook.title).set_author(&workbook.author));
    let mut names: Vec<String> = Vec::new();
    for sheet in &workbook.sheets {
        let name = free_name(&sheet.name, &names);
        let page = file.add_worksheet();
        page.set_name(&name)?;
        fill(page, sheet)?;
        names.push(name);
    }
    Ok(file.save_to_buffer()?)
}

/// A name that Excel takes and that no other sheet has: it compares without case.
fn free_name(name: &str, taken: &[String]) -> String {
    let plain: String = name.chars().map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let plain = if plain.is_empty() { "Ark" } else { plain };
    let cut = |tail: &str| {
        let head: String = plain.chars().take(LONGEST_NAME - tail.len()).collect();
        format!("{head}{tail}")
    };
    let free = |name: &String| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..1000).map(|n| cut(&format!(" {n}")));
    std::iter::once(cut("")).chain(numbered).find(free).unwrap_or_else(|| cut(""))
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), Unwritten> {
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin);
    page.write_string_with_format(0, 0, &sheet.title, &title)?;
    let mut row = 1;
    for note in &sheet.notes {
        page.write_string(row, 0, note)?;
        row += 1;
    }
    row += 1;
    for (column, name) in (0_u16..).zip(&sheet.columns) {
        page.write_string_with_format(row, column, name, &head)?;
        page.set_column_width(column, width(sheet, usize::from(column)))?;
    }
    page.set_freeze_panes(row + 1, 1)?;
    let last = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    if rows > 0 && !sheet.columns.is_empty() {
        page.autofilter(row, 0, row + rows, last)?;
    }
    page.set_landscape().set_repeat_rows(row, row)?.set_print_fit_to_pages(1, 0);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for cells in &sheet.rows {
        row += 1;
        for (column, cell) in (0_u16..).zip(cells) {
            put(page, row, column, cell, &wrapped)?;
        }
    }
    Ok(())
}

fn put(page: &mut Worksheet, row: u32, column: u16, cell: &Cell, wrapped: &Format) -> Result<(), Unwritten> {
    match cell {
        Cell::Empty => {}
        // `write_string`, never `write`: a text that begins with "=" stays a text.
        Cell::Text(text) if text.chars().count() > WIDEST => {
            page.write_string_with_format(row, column, text, wrapped)?;
        }
        Cell::Text(text) => {
            page.write_string(row, column, text)?;
        }
        Cell::Count(n) => {
            page.write_number_with_format(row, column, *n as f64, &Format::new().set_num_format("#,##0"))?;
        }
        Cell::Number(value, decimals) if value.is_finite() => {
            let format = match decimals {
                0 => "#,##0".to_owned(),
                n => format!("#,##0.{}", "0".repeat(usize::from(*n))),
            };
            page.write_number_with_format(row, column, *value, &Format::new().set_num_format(format))?;
        }
        Cell::Share(share) if share.is_finite() => {
            page.write_number_with_format(row, column, *share, &Format::new().set_num_format("0.0%"))?;
        }
        Cell::Number(..) | Cell::Share(_) => {}
        Cell::Date(day) => {
            let day = ExcelDateTime::from_ymd(
                u16::try_from(day.year()).unwrap_or(0),
                day.month() as u8,
                day.day() as u8,
            )?;
            page.write_datetime_with_format(row, column, &day, &Format::new().set_num_format("dd.mm.yyyy"))?;
        }
    }
    Ok(())
}

/// Wide enough for the column's texts, within reason.
fn width(sheet: &Sheet, column: usize) -> f64 {
    let texts = sheet.rows.iter().filter_map(|row| match row.get(column) {
        Some(Cell::Text(text)) => Some(text.chars().count()),
        Some(_) => Some(10),
        None => None,
    });
    // Headings wrap between words.
    let head = sheet
        .columns
        .get(column)
        .map_or(0, |name| name.split(' ').map(|word| word.chars().count()).max().unwrap_or(0));
    (texts.chain([head]).max().unwrap_or(10).clamp(8, WIDEST) + 3) as f64
}
