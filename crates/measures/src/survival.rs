//! How long stays last when some of them are still running: Kaplan & Meier's estimate.
//!
//! Counting completed stays alone makes the newest ones look short, because the long ones are not over yet. Here a
//! running stay counts for as long as it has lasted.

/// z of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// A stay: how long it lasted or has lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Minutes.
    pub minutes: i64,
    /// The patient has left.
    pub over: bool,
}

/// A step of the curve: from this length on, until the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Minutes.
    pub minutes: i64,
    /// Stays that had lasted this long just before.
    pub at_risk: i64,
    /// Stays that ended at this length.
    pub ended: i64,
    /// Share of stays that last longer.
    pub remaining: f64,
    /// Its 95 % interval (log-log, from Greenwood's variance).
    pub interval: (f64, f64),
}

/// The steps at the lengths at which stays ended, shortest first; empty where none has.
///
/// Source: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53; Greenwood (1926); the interval as R's `survfit` gives it with
/// `conf.type = "log-log"`, and lifelines by default.
pub fn curve(stays: &[Length]) -> Vec<Step> {
    let mut stays = stays.to_vec();
    stays.sort_unstable_by_key(|stay| stay.minutes);
    let (mut remaining, mut variance) = (1.0_f64, 0.0);
    let mut at_risk = stays.len() as i64;
    let mut steps = Vec::new();
    for same in stays.chunk_by(|a, b| a.minutes == b.minutes) {
        let ended = same.iter().filter(|stay| stay.over).count() as i64;
        if ended > 0 {
            remaining *= (at_risk - ended) as f64 / at_risk as f64;
            variance += ended as f64 / (at_risk as f64 * (at_risk - ended) as f64);
            let interval = interval(remaining, variance);
            steps.push(Step { minutes: same[0].minutes, at_risk, ended, remaining, interval });
        }
        at_risk -= same.len() as i64;
    }
    steps
}

fn interval(remaining: f64, variance: f64) -> (f64, f64) {
    if remaining <= 0.0 {
        return (0.0, 0.0);
    }
    let log = remaining.ln();
    if log == 0.0 {
        return (1.0, 1.0);
    }
    let half = Z * variance.sqrt() / log;
    (remaining.powf((-half).exp()), remaining.powf(half.exp()))
}

/// The length that a share of the stays don't outlast, in minutes; `None` where the curve doesn't come so far down.
pub fn quantile(steps: &[Step], share: f64) -> Option<i64> {
    steps.iter().find(|step| step.remaining <= 1.0 - share + 1e-12).map(|step| step.minutes)
}

/// Share of stays that last longer than so many minutes.
pub fn remaining_after(steps: &[Step], minutes: i64) -> f64 {
    steps.iter().take_while(|step| step.minutes <= minutes).last().map_or(1.0, |step| step.remaining)
}

/// The curve as it may be shown: read at multiples of `grid` minutes, each point at least `least` ended stays after
/// the one before, and only as far as `least` stays still run. The points tell of no single patient.
pub fn coarse(steps: &[Step], grid: i64, least: i64) -> Vec<Step> {
    let (mut shown, mut ended): (Vec<Step>, i64) = (Vec::new(), 0);
    for (i, step) in steps.iter().enumerate() {
        ended += step.ended;
        // The end of the half day (or whatever the grid is) that the step lies in.
        let at = (step.minutes + grid - 1).div_euclid(grid.max(1)) * grid;
        let last = steps.get(i + 1).is_none_or(|next| next.minutes > at);
        if last && ended >= least && step.at_risk - step.ended >= least {
            shown.push(Step { minutes: at, ended, ..*step });
            ended = 0;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Weeks in remission with 6-MP (Freireich et al. 1963): the example of most textbooks; 0 is still running.
    const WEEKS: [(i64, u8); 21] = [
        (6, 1),
        (6, 1),
        (6, 1),
        (6, 0),
        (7, 1),
        (9, 0),
        (10, 1),
        (10, 0),
        (11, 0),
        (13, 1),
        (16, 1),
        (17, 0),
        (19, 0),
        (20, 0),
        (22, 1),
        (23, 1),
        (25, 0),
        (32, 0),
        (32, 0),
        (34, 0),
        (35, 0),
    ];

    fn remission() -> Vec<Length> {
        WEEKS.iter().map(|(minutes, over)| Length { minutes: *minutes, over: *over == 1 }).collect()
    }

    #[test]
    fn the_curve_agrees_with_lifelines() {
        // lifelines 0.30.3, KaplanMeierFitter: estimate, lower and upper bound.
        let expected = [
            (6, 21, 0.857_143, 0.619_718, 0.951_552),
            (7, 17, 0.806_723, 0.563_147, 0.922_809),
            (10, 15, 0.752_941, 0.503_200, 0.889_362),
            (13, 12, 0.690_196, 0.431_610, 0.849_066),
            (16, 11, 0.627_451, 0.367_511, 0.804_912),
            (22, 7, 0.537_815, 0.267_779, 0.746_791),
            (23, 6, 0.448_179, 0.188_052, 0.680_143),
        ];
        let steps = curve(&remission());
        assert_eq!(steps.len(), expected.len());
        for (step, (minutes, at_risk, remaining, lower, upper)) in steps.iter().zip(expected) {
            assert_eq!((step.minutes, step.at_risk), (minutes, at_risk));
            for (got, want) in
                [step.remaining, step.interval.0, step.interval.1].into_iter().zip([remaining, lower, upper])
            {
                assert!((got - want).abs() < 1e-6, "{minutes}: {got} is not {want}");
            }
        }
        assert_eq!(quantile(&steps, 0.5), Some(23));
        assert_eq!(quantile(&steps, 0.9), None);
        assert!((remaining_after(&steps, 21) - 0.627_451).abs() < 1e-6);
        assert!((remaining_after(&steps, 5) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_shown_curve_tells_of_no_single_patient() {
        let of = |minutes: i64, n: usize| vec![Length { minutes, over: true }; n];
        let stays = [of(100, 3), of(700, 4), of(900, 2), of(2000, 6), of(3000, 5), of(9000, 3)].concat();
        let shown: Vec<_> =
            coarse(&curve(&stays), 720, 5).iter().map(|s| (s.minutes, s.ended, s.remaining)).collect();
        let expected = [(720, 7, 16.0), (2160, 8, 8.0)];
        assert_eq!(shown.len(), expected.len(), "{shown:?}");
        for (got, want) in shown.iter().zip(expected) {
            assert_eq!((got.0, got.1), (want.0, want.1));
            assert!((got.2 - want.2 / 23.0).abs() < 1e-12);
        }
    }

    #[test]
    fn without_a_stay_that_is_over_there_is_no_step() {
        assert!(curve(&[]).is_empty());
        assert!(curve(&[Length { minutes: 5, over: false }]).is_empty());
        let last = curve(&[Length { minutes: 5, over: true }]);
        assert_eq!((last[0].remaining, last[0].interval), (0.0, (0.0, 0.0)));
    }

    proptest! {
        #[test]
        fn when_all_are_over_it_is_the_plain_share(minutes in prop::collection::vec(0..50i64, 1..60)) {
            let stays: Vec<_> = minutes.iter().map(|m| Length { minutes: *m, over: true }).collect();
            for step in curve(&stays) {
                let longer = minutes.iter().filter(|m| **m > step.minutes).count() as f64 / minutes.len() as f64;
                prop_assert!((step.remaining - longer).abs() < 1e-9);
            }
        }

        #[test]
        fn it_falls_and_lies_in_its_interval(stays in prop::collection::vec((0..50i64, any::<bool>()), 0..60)) {
            let stays: Vec<_> = stays.into_iter().map(|(minutes, over)| Length { minutes, over }).collect();
            let steps = curve(&stays);
            prop_assert!(steps.windows(2).all(|pair| pair[1].remaining < pair[0].remaining));
            for step in steps {
                prop_assert!(step.interval.0 <= step.remaining + 1e-12 && step.remaining <= step.interval.1 + 1e-12);
            }
        }
    }
}
