//! Quantiles of a sample.

/// The `p`-quantile (0–1) of sorted values, linear between order statistics: Hyndman & Fan (1996), type 7, as R's
/// `quantile` and numpy's `percentile` do by default. `None` for no values.
pub fn quantile<T: Copy>(sorted: &[T], p: f64, number: impl Fn(T) -> f64) -> Option<f64> {
    let position = p.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let at = |index: f64| sorted.get(index as usize).map(|value| number(*value));
    let (low, high) = (at(position.floor())?, at(position.ceil())?);
    Some(low + (high - low) * position.fract())
}

/// The same of values in any order, which are moved about: only what the quantile lies between is looked for, so that it
/// takes a time that grows with their number alone.
pub fn quantile_of<T: Copy + Ord>(values: &mut [T], p: f64, number: impl Fn(T) -> f64) -> Option<f64> {
    let position = p.clamp(0.0, 1.0) * values.len().checked_sub(1)? as f64;
    let (_, low, above) = values.select_nth_unstable(position.floor() as usize);
    let low = number(*low);
    // The next in order; where there is none, the quantile is the last value itself.
    let high = above.iter().min().map_or(low, |next| number(*next));
    Some(low + (high - low) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn needs_no_order(mut values in prop::collection::vec(-50_i32..50, 0..60), p in 0.0..=1.0) {
            let found = quantile_of(&mut values, p, f64::from);
            values.sort_unstable();
            prop_assert_eq!(found, quantile(&values, p, f64::from));
        }
    }

    #[test]
    fn lies_between_order_statistics_as_in_numpy() {
        // numpy 2.2: percentile([1, 2, 4, 10], [0, 25, 50, 90, 100]) = 1, 1.75, 3, 8.2, 10.
        let values = [1.0, 2.0, 4.0, 10.0];
        let got = [0.0, 0.25, 0.5, 0.9, 1.0].map(|p| quantile(&values, p, |v| v).unwrap());
        for (got, expected) in got.into_iter().zip([1.0, 1.75, 3.0, 8.2, 10.0]) {
            assert!((got - expected).abs() < 1e-12, "{got} is not {expected}");
        }
    }

    #[test]
    fn one_value_is_every_quantile_of_itself_and_none_has_none() {
        assert_eq!(quantile(&[7], 0.9, f64::from), Some(7.0));
        assert_eq!(quantile(&[0_i32; 0], 0.5, f64::from), None);
    }
}
