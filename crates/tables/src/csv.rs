//! A table as CSV, a chunk at a time.
//!
//! Two flavours. For a spreadsheet in Norway: `;`, decimal comma, days as 31.12.2025, the mark that says UTF-8, and
//! under the table, after an empty line, what must be known to read it. For programs: `,`, decimal point, ISO dates,
//! and nothing but the table. In both percentages are as they are read (44,1), with `(%)` in the heading.

use crate::CHUNK;
use crate::table::{FileColumn, Sheet, Value, digits};
use language::t;
use std::borrow::Cow;
use vocabulary::norwegian;

/// Which CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Csv {
    /// For Excel with Norwegian settings.
    Spreadsheet,
    /// For programs.
    Plain,
}

/// Text that no spreadsheet takes for a formula: one that begins with `= + - @`, a tab or a line break gets an
/// apostrophe before it. So does one that begins with apostrophes before those, so that nothing is lost.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What [`guarded`] was given.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn is_formula(text: &str) -> bool {
    // Spreadsheets pass over blanks, and full-width signs count as their narrow twins.
    let first = text.trim_start_matches('\'').trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    first.is_some_and(|first| "=+-@\t\r\n＝＋－＠".contains(first))
}

impl Csv {
    /// The file in chunks.
    pub fn chunks(self, sheet: Sheet) -> impl Iterator<Item = Vec<u8>> {
        let columns = sheet.table.file_columns();
        let mut next = 0;
        let mut is_begun = false;
        std::iter::from_fn(move || {
            let rows = sheet.table.rows.len();
            if is_begun && next >= rows {
                return None;
            }
            let mut text = String::with_capacity(CHUNK + 1024);
            if !is_begun {
                is_begun = true;
                if self == Self::Spreadsheet {
                    text.push('\u{feff}');
                }
                self.line(&mut text, columns.iter().map(|column| guarded_owned(&column.heading())));
            }
            while next < rows && text.len() < CHUNK {
                let row = &sheet.table.rows[next];
                self.line(&mut text, columns.iter().map(|column| self.field(column, row)));
                next += 1;
            }
            if next == rows && self == Self::Spreadsheet {
                self.about(&mut text, &sheet, columns.len());
            }
            Some(text.into_bytes())
        })
    }

    /// The whole file.
    pub fn bytes(self, sheet: Sheet) -> Vec<u8> {
        self.chunks(sheet).flatten().collect()
    }

    /// Adds a line of these values.
    pub(crate) fn push_line(self, text: &mut String, values: &[Value<'_>]) {
        self.line(text, values.iter().map(|value| self.written(*value)));
    }

    fn field<'a>(self, column: &FileColumn, row: &'a [crate::Cell]) -> Cow<'a, str> {
        self.written(column.value(row))
    }

    fn written(self, value: Value<'_>) -> Cow<'_, str> {
        let norway = self == Self::Spreadsheet;
        match value {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => guarded(text),
            Value::Sign(sign) => Cow::Borrowed(sign),
            Value::Count(n) => Cow::Owned(n.to_string()),
            Value::Number(value, decimals) => {
                let digits = digits(value, decimals);
                Cow::Owned(if norway { digits.replace('.', ",") } else { digits })
            }
            Value::Year(year) => Cow::Owned(year.to_string()),
            Value::Month(month) => Cow::Owned(month.to_string()),
            Value::Date(day) if norway => Cow::Owned(norwegian::date(day)),
            Value::Date(day) => Cow::Owned(day.to_string()),
        }
    }

    fn about(self, text: &mut String, sheet: &Sheet, width: usize) {
        let mut line = |name: &str, value: &str| {
            let fields = [Cow::Borrowed(name), guarded(value)];
            // As wide as the table, so that programs don't stumble.
            let rest = width.saturating_sub(2);
            self.line(text, fields.into_iter().chain(std::iter::repeat_n(Cow::Borrowed(""), rest)));
        };
        line("", "");
        for (name, value) in sheet.about.lines(&sheet.table.caption) {
            line(&name, &value);
        }
        for measure in &sheet.about.measures {
            let (name, words) = definition(*measure);
            line(t!("Definisjon"), &format!("{name}{words}"));
        }
    }

    fn line<'a>(self, text: &mut String, fields: impl Iterator<Item = Cow<'a, str>>) {
        let delimiter = if self == Self::Spreadsheet { ';' } else { ',' };
        let begin = text.len();
        for (i, field) in fields.enumerate() {
            if i > 0 {
                text.push(delimiter);
            }
            if field.contains(['"', '\n', '\r', delimiter]) || field.trim() != field {
                text.push('"');
                text.push_str(&field.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&field);
            }
        }
        // A line without a sign would be passed over.
        text.push_str(if text.len() == begin { "\"\"\r\n" } else { "\r\n" });
    }
}

fn guarded_owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(guarded(text).into_owned())
}

/// A measure's name, and what it is: ` = numerator / denominator. Note. Source.`
pub fn definition(measure: measures::Measure) -> (&'static str, String) {
    let d = measure.definition();
    let formula = if d.denominator.is_empty() {
        d.numerator.to_owned()
    } else {
        format!("{} / {}", d.numerator, d.denominator.to_lowercase())
    };
    (d.name, t!(" = {formula}. {} Kilde: {}.", d.note, d.source.trim_end_matches('.')))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cell::Cell;
    use crate::table::{About, Column, Table};
    use measures::Measure;
    use proptest::prelude::*;
    use vocabulary::{Month, Period};

    pub(crate) fn sheet(columns: &[&str], rows: Vec<Vec<Cell>>) -> Sheet {
        let column = |name: &&str| Column { name: (*name).to_owned(), measure: None };
        Sheet {
            table: Table { caption: "Prøve".into(), columns: columns.iter().map(column).collect(), rows },
            about: About {
                id: "proeve".into(),
                place: "=Ås".into(),
                period: Some(Period::months_up_to("2025-12".parse::<Month>().unwrap(), 12)),
                filters: Vec::new(),
                source: "Kilde".into(),
                address: "/belegg?fra=2025-01-01".into(),
                code: Some("bcdf2345".into()),
                program: "KADpuls 0.1.0".into(),
                definitions: "1-00000000".into(),
                batches: Vec::new(),
                version: 7,
                made: chrono::DateTime::default(),
                measures: vec![Measure::OccupancySsb],
            },
        }
    }

    fn read(csv: Csv, bytes: &[u8]) -> Vec<Vec<String>> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let delimiter = if csv == Csv::Spreadsheet { b';' } else { b',' };
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_spreadsheet_gets_commas_and_a_program_points() {
        let made = || {
            sheet(
                &["Måned", "Dag", "Belegg", "Opphold", "Intervall"],
                vec![
                    vec![
                        Cell::Month("2025-12".parse().unwrap()),
                        Cell::Date("2025-12-31".parse().unwrap()),
                        Cell::percent(0.4412, 1),
                        Cell::Count(1234),
                        Cell::interval((-1.25, 3.0), 2),
                    ],
                    vec![Cell::Nothing, Cell::Missing, Cell::Missing, Cell::Hidden, Cell::Hidden],
                ],
            )
        };
        let plain = String::from_utf8(Csv::Plain.bytes(made())).unwrap();
        assert_eq!(
            plain,
            "Måned,Dag,Belegg (%),Opphold,\"Intervall, nedre\",\"Intervall, øvre\"\r\n\
             2025-12,2025-12-31,44.1,1234,-1.25,3.00\r\n,..,..,:,:,:\r\n"
        );
        let norway = String::from_utf8(Csv::Spreadsheet.bytes(made())).unwrap();
        assert!(
            norway.starts_with(
                "\u{feff}Måned;Dag;Belegg (%);Opphold;Intervall, nedre;Intervall, øvre\r\n\
             2025-12;31.12.2025;44,1;1234;-1,25;3,00\r\n;..;..;:;:;:\r\n;;;;;\r\nTabell;Prøve;;;;\r\n\
             Sted;'=Ås;"
            ),
            "{norway}"
        );
        for part in ["KADpuls 0.1.0", "Definisjon;", "Definisjonsutgave;1-00000000;", "Kortkode;bcdf2345,"] {
            assert!(norway.contains(part), "{part}: {norway}");
        }
        assert!(!plain.contains("bcdf2345"), "{plain}");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1", "''-"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["Ås", "'s-Hertogenbosch", "5–6", "", ":", "1-2"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back(
            texts in prop::collection::vec(
                prop_oneof![
                    "[=+@\\-'\"\t\r\n;, a\u{202e}\u{200f}ø–]{0,8}",
                    any::<String>(),
                ],
                1..6,
            )
        ) {
            let names: Vec<String> = (0..texts.len()).map(|i| format!("K{i}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for csv in [Csv::Spreadsheet, Csv::Plain] {
                let row: Vec<Cell> = texts.iter().cloned().map(Cell::from).collect();
                let bytes = csv.bytes(sheet(&names, vec![row]));
                let read = read(csv, &bytes);
                let back: Vec<&str> = read[1].iter().map(|text| unguarded(text)).collect();
                prop_assert_eq!(&back, &texts);
                for field in read.iter().flatten() {
                    prop_assert!(!field.starts_with(['=', '+', '@', '\t', '\r']), "{:?}", field);
                }
            }
        }

        #[test]
        fn numbers_read_back_to_the_last_digit_shown(value in -1e9..1e9_f64, decimals in 0..4_u8) {
            let cell = Cell::number(value, decimals);
            let shown: String = cell.text().chars().filter(|c| *c != '\u{a0}').collect();
            let shown = shown.replace('\u{2212}', "-");
            let made = || sheet(&["N"], vec![vec![cell.clone()]]);
            let of = |csv: Csv| read_one(csv, &csv.bytes(made()));
            prop_assert_eq!(of(Csv::Spreadsheet), shown.clone());
            prop_assert_eq!(of(Csv::Plain), shown.replace(',', "."));
        }
    }

    fn read_one(csv: Csv, bytes: &[u8]) -> String {
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(if csv == Csv::Spreadsheet { b';' } else { b',' })
            .flexible(true)
            .from_reader(bytes);
        reader.records().next().unwrap().unwrap()[0].to_owned()
    }
}
