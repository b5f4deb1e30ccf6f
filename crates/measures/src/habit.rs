//! Whether a number of a day is unlikely in a unit: outside what the unit itself has had. It is asked about, never
//! refused.

/// Days that make a habit; with fewer nothing is unlikely.
const ENOUGH: usize = 30;

/// What a unit has had over a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// The smallest number.
    pub low: f64,
    /// The largest number.
    pub high: f64,
}

impl Usual {
    /// The range of some days' numbers; `None` where they are too few to tell.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (mut usual, mut days) = (Self { low: f64::INFINITY, high: f64::NEG_INFINITY }, 0);
        for number in numbers {
            usual = Self { low: usual.low.min(number), high: usual.high.max(number) };
            days += 1;
        }
        (days >= ENOUGH).then_some(usual)
    }

    /// How far outside the range a number is still likely: half the range, at least two.
    pub fn margin(self) -> f64 {
        ((self.high - self.low) / 2.0).max(2.0)
    }

    /// Whether a number should be asked about.
    pub fn is_unlikely(self, number: f64) -> bool {
        number > self.high + self.margin() || number < self.low - self.margin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(low: f64, high: f64) -> Usual {
        Usual::of((0..30).map(|day| if day % 2 == 0 { low } else { high })).unwrap()
    }

    #[test]
    fn a_number_far_outside_the_units_own_range_is_unlikely() {
        // 2 to 10: half the range is 4.
        let usual = of(2.0, 10.0);
        assert!(!usual.is_unlikely(14.0) && usual.is_unlikely(14.5));
        assert!(!usual.is_unlikely(0.0), "two less than the smallest");
        // Beds that never change: two more or less are likely.
        let beds = of(4.0, 4.0);
        assert!(!beds.is_unlikely(6.0) && beds.is_unlikely(7.0) && beds.is_unlikely(1.0));
        assert!(of(4.0, 4.0).is_unlikely(44.0), "a digit too many");
    }

    #[test]
    fn few_days_are_no_habit() {
        assert_eq!(Usual::of((0..29).map(f64::from)), None);
        assert!(Usual::of((0..30).map(f64::from)).is_some());
    }

    proptest! {
        #[test]
        fn what_the_unit_has_had_is_never_unlikely(numbers in prop::collection::vec(0.0..100.0_f64, 30..60)) {
            let usual = Usual::of(numbers.iter().copied()).unwrap();
            prop_assert!(numbers.iter().all(|number| !usual.is_unlikely(*number)));
        }
    }
}
