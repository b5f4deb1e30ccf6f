//! From tables to bytes, through `rust_xlsxwriter`.

use crate::{Cell, Sheet, Unwritten, Workbook};
use chrono::Datelike as _;
use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartLegendPosition, ChartType, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook as File, Worksheet,
};
use std::collections::HashMap;

/// Excel's longest name of a sheet, in characters.
const LONGEST_NAME: usize = 31;
/// Tables with more rows go through a temporary file.
const LONG: usize = 5000;
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
        let page = if sheet.rows.len() > LONG {
            file.add_worksheet_with_low_memory()?
        } else {
            file.add_worksheet()
        };
        page.set_name(&name)?;
        fill(page, sheet)?;
        draw(page, sheet, &name)?;
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

/// The row of the columns' headings.
fn header(sheet: &Sheet) -> u32 {
    if sheet.title.is_empty() { 0 } else { sheet.notes.len() as u32 + 2 }
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), Unwritten> {
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin);
    let mut row = header(sheet);
    if !sheet.title.is_empty() {
        page.write_string_with_format(0, 0, &sheet.title, &title)?;
        for (row, note) in (1..).zip(&sheet.notes) {
            page.write_string(row, 0, note)?;
        }
    }
    for (column, name) in (0_u16..).zip(&sheet.columns) {
        page.write_string_with_format(row, column, name, &head)?;
        page.set_column_width(column, width(sheet, usize::from(column)))?;
    }
    page.set_freeze_panes(row + 1, 1)?;
    let last = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    if rows > 0 && !sheet.columns.is_empty() {
        page.autofilter(row, 0, row.saturating_add(rows), last)?;
    }
    page.set_landscape().set_repeat_rows(row, row)?.set_print_fit_to_pages(1, 0);
    let mut formats = Formats::default();
    for cells in &sheet.rows {
        row += 1;
        for (column, cell) in (0_u16..).zip(cells) {
            put(page, row, column, cell, &mut formats)?;
        }
    }
    Ok(())
}

/// A line chart of the columns that the sheet names, beside the table.
fn draw(page: &mut Worksheet, sheet: &Sheet, name: &str) -> Result<(), Unwritten> {
    let rows = sheet.rows.len() as u32;
    if sheet.lines.is_empty() || rows < 2 {
        return Ok(());
    }
    let head = header(sheet);
    let mut chart = Chart::new(ChartType::Line);
    for column in &sheet.lines {
        chart
            .add_series()
            .set_categories((name, head + 1, 0, head + rows, 0))
            .set_values((name, head + 1, *column, head + rows, *column))
            .set_name((name, head, *column));
    }
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(720).set_height(360);
    page.insert_chart(head + 1, sheet.columns.len() as u16 + 1, &chart)?;
    Ok(())
}

/// The formats of a sheet, each made once.
#[derive(Default)]
struct Formats(HashMap<Shape, Format>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Wrapped,
    Number(u8, &'static str),
    Share(u8),
    Plain,
    Month,
    Date,
}

impl Formats {
    fn of(&mut self, shape: Shape) -> &Format {
        self.0.entry(shape).or_insert_with(|| {
            let decimals = |n: u8| if n == 0 { String::new() } else { format!(".{}", "0".repeat(n.into())) };
            let format = match shape {
                Shape::Wrapped => return Format::new().set_text_wrap().set_align(FormatAlign::Top),
                Shape::Number(n, "") => format!("#,##0{}", decimals(n)),
                Shape::Number(n, unit) => format!("#,##0{}\" {}\"", decimals(n), unit.replace('"', "")),
                Shape::Share(n) => format!("0{}%", decimals(n)),
                Shape::Plain => "0".to_owned(),
                Shape::Month => "mmm yyyy".to_owned(),
                Shape::Date => "dd.mm.yyyy".to_owned(),
            };
            Format::new().set_num_format(format)
        })
    }
}

fn put(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &mut Formats,
) -> Result<(), Unwritten> {
    let (value, shape) = match cell {
        // `write_string`, never `write`: a text that begins with "=" stays a text.
        Cell::Text(text) if text.chars().count() > WIDEST => {
            page.write_string_with_format(row, column, text, formats.of(Shape::Wrapped))?;
            return Ok(());
        }
        Cell::Text(text) => {
            page.write_string(row, column, text)?;
            return Ok(());
        }
        Cell::Empty => return Ok(()),
        Cell::Date(day) | Cell::Month(day) => {
            let shape = if matches!(cell, Cell::Month(_)) { Shape::Month } else { Shape::Date };
            let year = u16::try_from(day.year()).unwrap_or(0);
            let day = ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)?;
            page.write_datetime_with_format(row, column, &day, formats.of(shape))?;
            return Ok(());
        }
        Cell::Count(n) => (*n as f64, Shape::Number(0, "")),
        Cell::Year(year) => (f64::from(*year), Shape::Plain),
        Cell::Number(value, decimals) => (*value, Shape::Number(*decimals, "")),
        Cell::Quantity(value, decimals, unit) => (*value, Shape::Number(*decimals, unit)),
        Cell::Share(share, decimals) => (*share, Shape::Share(*decimals)),
    };
    if value.is_finite() {
        page.write_number_with_format(row, column, value, formats.of(shape))?;
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
