//! Ticks of a numeric axis: few, round, and never outside the range that is drawn.

use crate::number::{axis_number, showable};

/// How a value axis is to be laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAxis {
    /// Written after every tick, with its own space: `"\u{a0}%"`.
    pub suffix: String,
    /// Begin (or end, with negative values) at zero. `false` lets the axis fit the data.
    pub from_zero: bool,
    /// A value the axis must reach even if no datum does, as 100 for shares.
    pub reach: Option<f64>,
}

impl Default for ValueAxis {
    fn default() -> Self {
        Self { suffix: String::new(), from_zero: true, reach: None }
    }
}

impl ValueAxis {
    /// An axis of percentages from 0 on.
    pub fn percent() -> Self {
        Self { suffix: "\u{a0}%".into(), ..Self::default() }
    }
}

/// A range with its ticks, lowest first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    pub low: f64,
    pub high: f64,
    pub step: f64,
    pub values: Vec<f64>,
}

impl Ticks {
    /// About `count` ticks that hold all of `values` (those that can't be shown are passed over). Without any
    /// value the range is 0–1.
    pub fn over(values: impl IntoIterator<Item = f64>, axis: &ValueAxis, count: usize) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let zero = axis.from_zero.then_some(0.0);
        for value in values.into_iter().chain(axis.reach).chain(zero).filter_map(showable) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        // A constant series gets room around it: a tenth of its size, or one.
        if high - low <= low.abs().max(high.abs()) * 1e-9 {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            if axis.from_zero && low == 0.0 {
                high = room;
            } else {
                (low, high) = (low - room, high + room);
            }
        }
        let step = round_step((high - low) / count.max(1) as f64);
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        // Counted in whole steps, so that 0.1 + 0.2 can't creep in.
        let values: Vec<f64> =
            (0..=(last - first).min(50.0) as usize).map(|i| (first + i as f64) * step).collect();
        Self { low: first * step, high: last * step, step, values }
    }

    /// The label of one tick.
    pub fn label(&self, value: f64, suffix: &str) -> String {
        axis_number(value, self.step) + suffix
    }
}

/// The least of 1, 2, 2.5, 5 × 10ⁿ that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let magnitude = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|m| m * magnitude >= rough * (1.0 - 1e-9));
    let step = step.unwrap_or(10.0) * magnitude;
    if step.is_finite() && step > 0.0 { step } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(values: &[f64], axis: &ValueAxis, want: &[f64]) {
        let ticks = Ticks::over(values.iter().copied(), axis, 4);
        assert_eq!(ticks.values.len(), want.len(), "{ticks:?}");
        for (got, want) in ticks.values.iter().zip(want) {
            assert!((got - want).abs() < 1e-9, "{ticks:?}");
        }
    }

    #[test]
    fn ticks_are_round_and_begin_at_zero() {
        let axis = ValueAxis::default();
        check(&[3.0, 47.0], &axis, &[0.0, 20.0, 40.0, 60.0]);
        check(&[98.0], &axis, &[0.0, 25.0, 50.0, 75.0, 100.0]);
        check(&[131.0], &axis, &[0.0, 50.0, 100.0, 150.0]);
        check(&[-3.0, 2.0], &axis, &[-4.0, -2.0, 0.0, 2.0]);
        check(&[-3.0], &axis, &[-3.0, -2.0, -1.0, 0.0]);
    }

    #[test]
    fn an_axis_may_fit_the_data_or_reach_further() {
        let fit = ValueAxis { from_zero: false, ..ValueAxis::default() };
        check(&[101.0, 104.0], &fit, &[101.0, 102.0, 103.0, 104.0]);
        let reach = ValueAxis { reach: Some(100.0), ..ValueAxis::default() };
        check(&[12.0], &reach, &[0.0, 25.0, 50.0, 75.0, 100.0]);
    }

    #[test]
    fn nothing_and_constants_still_give_an_axis() {
        check(&[], &ValueAxis { from_zero: false, ..ValueAxis::default() }, &[0.0, 0.25, 0.5, 0.75, 1.0]);
        check(&[0.0, 0.0], &ValueAxis::default(), &[0.0, 0.25, 0.5, 0.75, 1.0]);
        let fit = ValueAxis { from_zero: false, ..ValueAxis::default() };
        let ticks = Ticks::over([5.0, 5.0], &fit, 4);
        assert!(ticks.low < 5.0 && ticks.high > 5.0);
    }

    proptest! {
        #[test]
        fn every_value_lies_between_the_outer_ticks(
            values in prop::collection::vec(prop::num::f64::ANY, 0..20), from_zero: bool, count in 1_usize..9
        ) {
            let ticks = Ticks::over(values.iter().copied(), &ValueAxis { from_zero, ..ValueAxis::default() }, count);
            prop_assert!(ticks.low < ticks.high && ticks.low.is_finite() && ticks.high.is_finite());
            prop_assert!(ticks.values.len() >= 2 && ticks.values.len() <= count + 3, "{:?}", ticks);
            for value in values.into_iter().filter_map(showable) {
                let slack = ticks.step * 1e-6;
                prop_assert!(value >= ticks.low - slack && value <= ticks.high + slack, "{value} {ticks:?}");
            }
        }
    }
}
