//! Panels small enough to compute by hand.

use crate::panel::{Builder, Carries, Panel, Row};
use crate::period::Period;
use crate::result::Estimation;

/// Units with their opening ("" for never) and one outcome per year from 2001; NaN is no row.
pub fn panel(units: &[(&str, &str, &[f64])]) -> Panel {
    let mut builder = Builder::new(Carries::default(), &[], &[]);
    for (unit, opening, values) in units {
        for (k, y) in values.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
            let row = Row {
                unit,
                period: format!("{}", 2001 + k).parse().ok(),
                outcome: Some(*y),
                first_treated: opening.parse::<Period>().ok(),
                ..Row::default()
            };
            builder.push(&row).unwrap();
        }
    }
    builder.finish().unwrap()
}

/// The estimate of a term that must be there.
pub fn value(answer: &Estimation, term: &str) -> f64 {
    answer.term(term).unwrap_or_else(|| panic!("{term}: {:?}", answer.warnings)).estimate.unwrap()
}
