//! How complete the data behind a figure are, beside the figure: computed once per page, provided as a context,
//! shown by every figure and row of key figures according to what they are counted from.

use language::t;
use leptos::prelude::use_context;
use measures::{Basis, Measure};

/// Context: a clause for each kind of data, such as `98 % av døgnene, siste 20. november`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataLine {
    /// Registered days.
    pub days: String,
    /// Registered stays.
    pub stays: String,
    /// Emergency admissions.
    pub hospital: String,
}

impl DataLine {
    /// The line under a figure of these measures; `None` where nothing is to be said.
    pub fn of(&self, measures: &[Measure]) -> Option<String> {
        let mut bases: Vec<_> = measures.iter().map(|measure| measure.basis()).collect();
        bases.sort_unstable();
        bases.dedup();
        let clauses: Vec<_> = bases
            .into_iter()
            .map(|basis| match basis {
                Basis::Days => self.days.as_str(),
                Basis::Stays => self.stays.as_str(),
                Basis::Hospital => self.hospital.as_str(),
                Basis::Other => "",
            })
            .filter(|clause| !clause.is_empty())
            .collect();
        (!clauses.is_empty()).then(|| t!("Data: {}.", clauses.join("; ")))
    }

    /// The line of the page at hand under a figure of these measures.
    pub fn of_page(measures: &[Measure]) -> Option<String> {
        use_context::<Self>()?.of(measures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_how_complete_what_it_is_counted_from_is() {
        let line = DataLine {
            days: "98 % av døgnene".into(),
            stays: "opphold for 95 % av utskrivingene".into(),
            hospital: String::new(),
        };
        let check = |measures: &[Measure], expected: Option<&str>| {
            assert_eq!(line.of(measures).as_deref(), expected);
        };
        check(&[Measure::FullDays, Measure::EmptyDays], Some("Data: 98 % av døgnene."));
        check(
            &[Measure::MeanStay, Measure::OccupancySsb],
            Some("Data: 98 % av døgnene; opphold for 95 % av utskrivingene."),
        );
        check(&[Measure::EmergencyRate], None);
        check(&[Measure::BedNeed], None);
        check(&[], None);
    }
}
