//! `docs/METHODS.md` has every measure, and the tests that it names exist.
#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

use measures::MEASURES;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn methods() -> String {
    fs::read_to_string(root().join("docs/METHODS.md")).unwrap()
}

/// The cells of the table row that begins with `` | `id` | ``.
fn row<'a>(methods: &'a str, id: &str) -> Option<Vec<&'a str>> {
    let line = methods.lines().find(|line| line.starts_with(&format!("| `{id}` |")))?;
    Some(line.trim_matches('|').split('|').map(str::trim).collect())
}

#[test]
fn every_measure_has_definition_formula_source_and_test_in_the_methods() {
    let methods = methods();
    for measure in MEASURES {
        let cells = row(&methods, measure.id);
        let cells = cells.unwrap_or_else(|| panic!("docs/METHODS.md has no row for `{}`", measure.id));
        assert_eq!(cells.len(), 5, "{}: id, definition, formula, source, test", measure.id);
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{} has an empty cell", measure.id);
    }
}

#[test]
fn every_row_of_the_methods_is_a_measure() {
    let methods = methods();
    let ids = methods.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    for id in ids {
        assert!(MEASURES.iter().any(|measure| measure.id == id), "`{id}` is no measure");
    }
}

#[test]
fn the_tests_that_the_methods_name_exist() {
    let mut code = String::new();
    for folder in [
        "app/src/pages/aarsrapport",
        "crates/measures/src",
        "crates/measures/tests",
        "crates/store/tests",
        "crates/vocabulary/src",
    ] {
        read(&root().join(folder), &mut code);
    }
    let methods = methods();
    // A test's name is a sentence: code words with several underscores.
    let names = methods.split('`').skip(1).step_by(2).filter(|word| {
        word.matches('_').count() >= 3 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let mut number = 0;
    for name in names {
        number += 1;
        assert!(code.contains(&format!("fn {name}(")), "there is no test `{name}`");
    }
    assert!(number > 20, "only {number} tests are named");
}

fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, code);
        } else if path.extension().is_some_and(|end| end == "rs") {
            code.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
