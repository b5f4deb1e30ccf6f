//! Moving averages for daily lines.

/// Centred moving average over `window` points (odd). `None` where fewer than half of the window has values, so
/// that a line doesn't pretend to know what was never registered.
pub fn moving_average(values: &[Option<f64>], window: usize) -> Vec<Option<f64>> {
    let half = window / 2;
    let (mut sum, mut known) = (0.0, 0_usize);
    let mut averages = Vec::with_capacity(values.len());
    // Sums are kept as the window moves; rounding of whole and decimal beds stays far below what is drawn.
    for value in values.iter().take(half).flatten() {
        sum += value;
        known += 1;
    }
    for i in 0..values.len() {
        if let Some(Some(entering)) = values.get(i + half) {
            sum += entering;
            known += 1;
        }
        if let Some(leaving) = i.checked_sub(half + 1).and_then(|j| values[j]) {
            sum -= leaving;
            known -= 1;
        }
        averages.push((known > half).then(|| sum / known as f64));
    }
    averages
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_edges_average_over_what_there_is() {
        let values: Vec<_> = [1.0, 2.0, 3.0, 4.0].map(Some).into();
        assert_eq!(moving_average(&values, 3), [Some(1.5), Some(2.0), Some(3.0), Some(3.5)]);
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let values = [Some(1.0), None, None, None, Some(1.0)];
        assert_eq!(moving_average(&values, 3)[2], None);
    }

    proptest! {
        #[test]
        fn moving_sums_agree_with_sums_made_anew(values in prop::collection::vec(prop::option::of(0.0..50.0f64), 0..60)) {
            let fast = moving_average(&values, 7);
            for (i, average) in fast.iter().enumerate() {
                let window: Vec<f64> = values[i.saturating_sub(3)..(i + 4).min(values.len())].iter().flatten().copied().collect();
                let expected = (window.len() > 3).then(|| window.iter().sum::<f64>() / window.len() as f64);
                match (average, expected) {
                    (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
                    (a, b) => prop_assert_eq!(a.is_some(), b.is_some()),
                }
            }
        }
    }
}
