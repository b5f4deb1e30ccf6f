//! Rows of JSON as the import file that they stand for.

use serde_json::Value;
use std::collections::BTreeSet;

/// The most names that rows of JSON have between them; no kind of data has a tenth of it.
const MOST_COLUMNS: usize = 200;

/// An array of flat objects as the file that it stands for, a column for each name; or what is wrong with it.
pub fn csv_of(json: &[u8]) -> Result<Vec<u8>, String> {
    let rows: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(json)
        .map_err(|error| format!("Ventet en liste av objekter, ett for hver rad ({error})."))?;
    let columns: BTreeSet<&str> = rows.iter().flat_map(|row| row.keys().map(String::as_str)).collect();
    // Each row gets a cell for each of them.
    if columns.len() > MOST_COLUMNS {
        return Err(format!(
            "Radene har mer enn {MOST_COLUMNS} ulike navn. Bruk kolonnenavnene til importfilen."
        ));
    }
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    csv.write_record(columns.iter().map(|name| one_line(name))).map_err(|error| error.to_string())?;
    for (number, row) in rows.iter().enumerate() {
        let cells = columns.iter().map(|name| cell(row.get(*name))).collect::<Option<Vec<String>>>();
        let cells = cells
            .ok_or_else(|| format!("Rad {}: verdiene må være tekst, tall, ja/nei eller null.", number + 1))?;
        csv.write_record(&cells).map_err(|error| error.to_string())?;
    }
    csv.into_inner().map_err(|error| error.to_string())
}

/// A row is a line of the file, and so are the names: the places of faults are counted by them.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// A value as a cell; `None` for what has an inside.
fn cell(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(one_line(text)),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Bool(yes)) => Some(if *yes { "ja" } else { "nei" }.to_owned()),
        Some(Value::Array(_) | Value::Object(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(json: &str) -> Result<String, String> {
        csv_of(json.as_bytes()).map(|csv| String::from_utf8(csv).unwrap())
    }

    #[test]
    fn a_row_is_a_line_whatever_stands_in_it() {
        let rows = r#"[{"a": "x\ny", "b": 1.5}, {"b": true, "c": null}]"#;
        assert_eq!(csv(rows).unwrap(), "a;b;c\nx y;1.5;\n;ja;\n");
    }

    #[test]
    fn a_name_of_several_lines_moves_no_row() {
        assert_eq!(csv(r#"[{"a\r\nb": 1}]"#).unwrap(), "a  b\n1\n");
    }

    #[test]
    fn names_without_end_are_refused() {
        let row = |n: usize| format!("{{\"n{n}\": 1}}");
        let rows = |n: usize| format!("[{}]", (0..n).map(row).collect::<Vec<_>>().join(","));
        assert!(csv(&rows(MOST_COLUMNS)).is_ok());
        assert!(csv(&rows(MOST_COLUMNS + 1)).unwrap_err().contains("ulike navn"));
    }
}
