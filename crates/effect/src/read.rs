//! Reads a panel from delimited text, streaming: memory grows with the numbers kept, not the text.
//!
//! Separators `,` `;` and tab are recognised from the header; with `;` and tab a decimal comma is
//! understood. Everything that can't be a panel is refused with its line and what to do.

use std::io::{BufRead, BufReader, Read};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use crate::panel::{Builder, Carries, Panel, Row, mix};
use crate::period::Period;
use crate::refusal::Refusal;
use crate::specification::{Family, Specification};

/// Where the columns are.
#[derive(Debug)]
struct Columns {
    header: Vec<String>,
    unit: usize,
    period: usize,
    outcome: usize,
    exposure: Option<usize>,
    weight: Option<usize>,
    first_treated: Option<usize>,
    groups: Vec<usize>,
    terms: Vec<usize>,
    /// Columns nobody named.
    others: Vec<usize>,
    decimal_comma: bool,
}

/// Reads a panel with the columns a specification names.
///
/// # Errors
/// Every fault of the text, with line and remedy: see [`Refusal`].
pub fn read_panel(text: impl Read, spec: &Specification) -> Result<Panel, Refusal> {
    spec.check()?;
    let mut text = BufReader::with_capacity(1 << 16, text);
    let start = text.fill_buf().map_err(|e| Refusal::Unreadable(e.to_string()))?;
    let separator = separator(start);
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text);
    let mut record = ByteRecord::new();
    if !next(&mut reader, &mut record)? {
        return Err(Refusal::Empty);
    }
    let columns = Columns::find(&record, spec, separator != b',')?;
    let names = |list: &[usize]| list.iter().map(|i| columns.header[*i].clone()).collect::<Vec<_>>();
    let (groups, terms) = (names(&columns.groups), names(&columns.terms));
    let carries = Carries { exposure: columns.exposure.is_some(), weight: columns.weight.is_some() };
    let mut builder = Builder::new(
        carries,
        &groups.iter().map(String::as_str).collect::<Vec<_>>(),
        &terms.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    while next(&mut reader, &mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        push(&mut builder, &columns, &record, line)?;
    }
    builder.finish()
}

fn next<R: Read>(reader: &mut csv::Reader<R>, record: &mut ByteRecord) -> Result<bool, Refusal> {
    reader.read_byte_record(record).map_err(|error| match error.kind() {
        ErrorKind::Io(e) => Refusal::Unreadable(e.to_string()),
        _ => Refusal::Unreadable(error.to_string()),
    })
}

/// The separator that occurs most in the first line.
fn separator(start: &[u8]) -> u8 {
    let line = start.split(|b| *b == b'\n').next().unwrap_or(start);
    let count = |c: u8| line.split(|b| *b == c).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(b',')
}

impl Columns {
    fn find(record: &ByteRecord, spec: &Specification, decimal_comma: bool) -> Result<Self, Refusal> {
        let mut header: Vec<String> = Vec::with_capacity(record.len());
        for field in record {
            let name = std::str::from_utf8(field).map_err(|_| Refusal::NotUtf8(1))?;
            let name = name.trim_start_matches('\u{feff}').trim().to_owned();
            if header.contains(&name) {
                return Err(Refusal::RepeatedColumn(name));
            }
            header.push(name);
        }
        let place = |name: &str| header.iter().position(|h| h == name);
        let need = |name: &str, option: &'static str| {
            place(name).ok_or_else(|| Refusal::MissingColumn {
                column: name.to_owned(),
                found: header.join(", "),
                option,
            })
        };
        let exposure = match spec.exposure.as_deref() {
            _ if spec.family() == Family::Linear => None,
            Some("none") => None,
            Some(name) => Some(need(name, "--exposure")?),
            None => place("population"),
        };
        let mut columns = Self {
            unit: need("unit", "the header")?,
            period: need("period", "the header")?,
            outcome: need(&spec.outcome, "--outcome")?,
            exposure,
            weight: spec.weights.as_deref().map(|w| need(w, "--weights")).transpose()?,
            first_treated: place("first_treated"),
            groups: spec
                .group_columns()
                .into_iter()
                .map(|g| need(g, "--by, --where or --cluster"))
                .collect::<Result<_, _>>()?,
            terms: spec.terms.iter().map(|t| need(t, "--terms")).collect::<Result<_, _>>()?,
            others: Vec::new(),
            decimal_comma,
            header: Vec::new(),
        };
        let taken = |i: &usize| {
            [columns.unit, columns.period, columns.outcome].contains(i)
                || [columns.exposure, columns.weight, columns.first_treated].contains(&Some(*i))
                || columns.groups.contains(i)
                || columns.terms.contains(i)
        };
        columns.others = (0..header.len()).filter(|i| !taken(i)).collect();
        columns.header = header;
        Ok(columns)
    }

    fn number(&self, field: &str, column: usize, line: u64) -> Result<Option<f64>, Refusal> {
        if field.is_empty() {
            return Ok(None);
        }
        let parsed = if self.decimal_comma && field.contains(',') {
            field.replacen(',', ".", 1).parse()
        } else {
            field.parse::<f64>()
        };
        let place = || (line, self.header[column].clone(), field.chars().take(40).collect::<String>());
        match parsed {
            Ok(x) if x.is_finite() => Ok(Some(x)),
            Ok(_) => {
                let (row, column, value) = place();
                Err(Refusal::NotFinite { row, column, value })
            }
            Err(_) => {
                let (row, column, value) = place();
                Err(Refusal::NotANumber { row, column, value })
            }
        }
    }

    fn time(&self, field: &str, column: usize, line: u64, hint: &'static str) -> Result<Period, Refusal> {
        field.parse().map_err(|_| Refusal::NotAPeriod {
            row: line,
            column: self.header[column].clone(),
            value: field.chars().take(40).collect(),
            hint,
        })
    }
}

fn push(builder: &mut Builder, columns: &Columns, record: &ByteRecord, line: u64) -> Result<(), Refusal> {
    let expected = columns.header.len();
    if record.len() != expected {
        return Err(Refusal::RaggedRow { row: line, expected: expected as u64, found: record.len() as u64 });
    }
    let field = |i: usize| std::str::from_utf8(&record[i]).map(str::trim).map_err(|_| Refusal::NotUtf8(line));
    let number = |i: usize| columns.number(field(i)?, i, line);
    let optional = |i: Option<usize>| i.map_or(Ok(None), number);
    let empty = |i: usize| Refusal::EmptyField { row: line, column: columns.header[i].clone() };
    let period = field(columns.period)?;
    if period.is_empty() {
        return Err(empty(columns.period));
    }
    let first_treated = match columns.first_treated.map(|i| Ok((i, field(i)?))).transpose()? {
        None | Some((_, "")) => None,
        Some((i, text)) => {
            Some(columns.time(text, i, line, "; leave it empty for a unit that never opens")?)
        }
    };
    let groups = columns.groups.iter().map(|i| field(*i)).collect::<Result<Vec<_>, _>>()?;
    let mut terms = Vec::with_capacity(columns.terms.len());
    for &i in &columns.terms {
        terms.push(match number(i)? {
            Some(0.0) => false,
            Some(1.0) => true,
            _ => {
                return Err(Refusal::NotZeroOrOne {
                    row: line,
                    column: columns.header[i].clone(),
                    value: field(i)?.chars().take(40).collect(),
                });
            }
        });
    }
    builder.push(&Row {
        line,
        unit: field(columns.unit)?,
        period: Some(columns.time(period, columns.period, line, "")?),
        outcome: number(columns.outcome)?,
        exposure: optional(columns.exposure)?,
        weight: optional(columns.weight)?,
        first_treated,
        groups: &groups,
        terms: &terms,
        other: fingerprint(columns, record),
    })
}

/// A fingerprint of what the unnamed columns say in words: they may tell rows of a cell apart.
/// Numbers don't count, since two parts of one split count differ in them too.
fn fingerprint(columns: &Columns, record: &ByteRecord) -> u64 {
    let mut key = 0;
    for &i in &columns.others {
        let text = record[i].trim_ascii();
        let numeric =
            text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E'))
                && std::str::from_utf8(text)
                    .is_ok_and(|t| t.is_empty() || t.replacen(',', ".", 1).parse::<f64>().is_ok());
        if !numeric {
            key = mix(key, i as u64 + 1);
            for chunk in text.chunks(8) {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                key = mix(key, u64::from_le_bytes(word));
            }
        }
    }
    key
}
