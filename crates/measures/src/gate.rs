//! The gate for small numbers: the one way out for counts of patients.
//!
//! Counts of 1–4 (the threshold is a setting) are hidden, together with what would reveal them by subtraction
//! within the same table. Zero is shown. A hidden cell stays hidden in page, tooltip, chart and file because all
//! of them draw what came through here.

mod calendar;
mod hierarchy;
mod network;

pub use calendar::{Calendar, Withheld, whole_years};
pub use hierarchy::{Hierarchy, Line, Protected};

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// May be shown.
    Count(i64),
    /// May not be published; SSB's sign `:`.
    #[default]
    Hidden,
}

impl Shown {
    /// The count where it may be shown.
    pub const fn count(self) -> Option<i64> {
        match self {
            Self::Count(n) => Some(n),
            Self::Hidden => None,
        }
    }

    /// The count the Norwegian way, or SSB's sign.
    pub fn text(self) -> String {
        match self {
            Self::Count(n) => vocabulary::norwegian::count(n),
            Self::Hidden => ":".to_owned(),
        }
    }
}

/// Hides counts below a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// The smallest count above zero that is shown.
    pub smallest_shown: i64,
}

impl Default for Gate {
    /// Counts of 1–4 are hidden.
    fn default() -> Self {
        Self { smallest_shown: 5 }
    }
}

impl Gate {
    /// Hides nothing: for those who have the right to see small numbers.
    pub const OPEN: Self = Self { smallest_shown: 1 };

    /// Whether it hides anything at all.
    pub const fn is_open(self) -> bool {
        self.smallest_shown <= 1
    }

    /// Whether a figure passes that another table withholds (or doesn't).
    pub const fn lets(self, withheld: bool) -> bool {
        !withheld || self.is_open()
    }

    /// One count that stands alone.
    pub const fn count(self, n: i64) -> Shown {
        if self.is_small(n) { Shown::Hidden } else { Shown::Count(n) }
    }

    /// Whether a count is too small to be shown.
    pub const fn is_small(self, n: i64) -> bool {
        n > 0 && n < self.smallest_shown
    }

    /// A figure derived from `n` patients (a mean, a share): hidden where `n` is small.
    pub fn derived<T>(self, n: i64, value: T) -> Option<T> {
        (!self.is_small(n)).then_some(value)
    }

    /// A figure made from the share of `part` among `whole` patients: hidden where the part, the rest or all are
    /// small. A share of 98,7 % of 75 would say that one patient was not among them.
    pub fn of_share<T>(self, part: i64, whole: i64, value: T) -> Option<T> {
        (![part, whole, whole - part].into_iter().any(|n| self.is_small(n))).then_some(value)
    }

    /// The share `part` / `whole` where it may be shown; `None` too for a share of nobody.
    pub fn share(self, part: i64, whole: i64) -> Option<f64> {
        let share = (whole > 0).then(|| part as f64 / whole as f64)?;
        self.of_share(part, whole, share)
    }

    /// Counts that add up to a total which is shown too. Where exactly one is small, or the hidden ones
    /// together are, the smallest others are hidden with them until subtraction says no more than "small".
    pub fn parts(self, counts: &[i64]) -> Vec<Shown> {
        let mut hidden: Vec<bool> = counts.iter().map(|n| self.is_small(*n)).collect();
        self.hide_more(counts, &mut hidden);
        shown(counts, &hidden)
    }

    /// Hides the smallest others with those that are hidden, until subtraction from the sum says no more than
    /// "small"; whether any was.
    fn hide_more(self, counts: &[i64], hidden: &mut [bool]) -> bool {
        let mut candidates: Vec<usize> =
            (0..counts.len()).filter(|i| !hidden[*i] && counts[*i] > 0).collect();
        candidates.sort_by_key(|i| (counts[*i], *i));
        let mut candidates = candidates.into_iter();
        let mut more = false;
        loop {
            let of_hidden = || (0..counts.len()).filter(|i| hidden[*i]);
            let (number, sum) = (of_hidden().count(), of_hidden().map(|i| counts[i]).sum::<i64>());
            // The total less what is shown gives the hidden sum: it must not be small, nor belong to one cell.
            if number == 0 || (number > 1 && !self.is_small(sum)) {
                return more;
            }
            match candidates.next() {
                Some(i) => hidden[i] = true,
                None => return more,
            }
            more = true;
        }
    }
}

fn shown(counts: &[i64], hidden: &[bool]) -> Vec<Shown> {
    let cells = counts.iter().zip(hidden);
    cells.map(|(n, hide)| if *hide { Shown::Hidden } else { Shown::Count(*n) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(counts: &[i64], expected: &str) {
        let shown: Vec<_> = Gate::default().parts(counts).into_iter().map(Shown::text).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn one_to_four_are_hidden_and_zero_is_shown() {
        let shown: Vec<_> = (0..=5).map(|n| Gate::default().count(n).text()).collect();
        assert_eq!(shown, ["0", ":", ":", ":", ":", "5"]);
    }

    #[test]
    fn a_share_is_hidden_where_the_part_the_rest_or_all_are_small() {
        let share = |part, whole| Gate::default().share(part, whole);
        assert_eq!(share(5, 20), Some(0.25));
        assert_eq!((share(0, 20), share(20, 20)), (Some(0.0), Some(1.0)));
        for (part, whole) in [(4, 20), (16, 20), (74, 75), (2, 4), (0, 3), (0, 0)] {
            assert_eq!(share(part, whole), None, "{part} of {whole}");
        }
    }

    #[test]
    fn a_single_hidden_part_takes_the_smallest_other_with_it() {
        check(&[3, 20, 10], ": 20 :");
        check(&[3, 2, 20], ": : 20");
        check(&[1, 2, 20], ": : :");
        check(&[0, 20, 10], "0 20 10");
        check(&[3, 0, 0], ": 0 0");
        check(&[], "");
    }

    proptest! {
        #[test]
        fn subtraction_never_gives_a_hidden_part_away(counts in prop::collection::vec(0..40i64, 0..12)) {
            let gate = Gate::default();
            let shown = gate.parts(&counts);
            let hidden: Vec<i64> = shown.iter().zip(&counts).filter(|(s, _)| **s == Shown::Hidden).map(|(_, n)| *n).collect();
            for (s, n) in shown.iter().zip(&counts) {
                prop_assert!(*s == Shown::Hidden || !gate.is_small(*n));
                prop_assert!(*n > 0 || *s == Shown::Count(0));
            }
            let others = shown.iter().any(|s| s.count().is_some_and(|n| n > 0));
            if !hidden.is_empty() && others {
                prop_assert!(hidden.len() > 1);
                prop_assert!(!gate.is_small(hidden.iter().sum()));
            }
        }
    }
}
