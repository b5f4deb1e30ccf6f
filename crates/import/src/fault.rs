//! What is wrong with a file, where, and how it is repeated to people.

use crate::{birth_number, problem::Problem};
use language::t;
use serde::{Deserialize, Serialize};

/// So many faults are kept; all are counted.
pub const MAX_FAULTS: usize = 1000;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Line of the file (row of the sheet), from 1; `None` for the file as a whole.
    pub line: Option<u64>,
    /// The column's header.
    pub column: Option<String>,
    /// What stood there, shortened; never a birth number.
    pub value: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Fault {
    /// A fault of the file, or of a line of it.
    pub(crate) fn file(line: Option<u64>, problem: Problem) -> Self {
        Self { line, column: None, value: None, problem }
    }

    /// Place, value and problem as one sentence in bokmål.
    pub fn norwegian(&self) -> String {
        self.sentence(t!("Linje"), t!("kolonne"), &self.problem.norwegian())
    }

    /// Place, value and problem as one sentence in English.
    pub fn english(&self) -> String {
        self.sentence("Line", "column", &self.problem.english())
    }

    fn sentence(&self, line: &str, column: &str, problem: &str) -> String {
        let place = [
            self.line.map(|number| format!("{line} {number}")),
            self.column.as_ref().map(|name| format!("{column} {name}")),
            self.value
                .as_ref()
                .map(|value| if value == HIDDEN { value.clone() } else { format!("«{value}»") }),
        ];
        let place: Vec<String> = place.into_iter().flatten().collect();
        if place.is_empty() { problem.to_owned() } else { format!("{}: {problem}", place.join(", ")) }
    }
}

/// What replaces a value that may not be repeated.
pub(crate) const HIDDEN: &str = "«skjult»";

/// A value as it may be repeated: hidden when it holds a birth number, short, on one line.
pub(crate) fn echo(text: &str) -> String {
    if birth_number::found_in(text) || birth_number::lost_its_zero(text) {
        return HIDDEN.to_owned();
    }
    // What a spreadsheet would run as a formula is cut shorter still.
    let formula = text.starts_with(['=', '@', '+', '-', '\t']) && text.len() > 12;
    let most = if formula { 10 } else { 60 };
    let mut short: String = text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

/// The faults of a file: the first ones kept, all counted.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub kept: Vec<Fault>,
    pub total: u64,
}

impl Faults {
    /// Counts a fault and, while there is room, keeps it.
    pub fn add(&mut self, fault: impl FnOnce() -> Fault) {
        self.total += 1;
        if self.kept.len() < MAX_FAULTS {
            self.kept.push(fault());
        }
    }
}
