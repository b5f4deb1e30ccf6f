//! How often all beds are taken: Erlang's loss formula.
//!
//! Patients arrive at random (Poisson), stay as long as they need whoever else is there, and one who finds every bed
//! taken goes elsewhere. How lengths of stay are spread doesn't matter, only their mean. What the formula doesn't
//! know: weekdays, seasons, epidemics, beds held back for a patient who is expected. They make a unit full more often
//! than the formula says.

/// The share of patients who find all of 0, 1, … `most` beds taken, at a load of `load` beds (arrivals per day ×
/// mean stay in days): Erlang's B by its recursion B₀ = 1, Bₙ = a Bₙ₋₁ / (n + a Bₙ₋₁), which neither overflows
/// nor cancels. `None` for a load that is none.
///
/// Source: Erlang (1917); the recursion e.g. in Cooper, *Introduction to Queueing Theory* (1981), ch. 3.
pub fn full(load: f64, most: usize) -> Option<Vec<f64>> {
    if !load.is_finite() || load < 0.0 {
        return None;
    }
    let mut shares = vec![1.0];
    let mut last = 1.0;
    for beds in 1..=most {
        last = load * last / (beds as f64 + load * last);
        shares.push(last);
    }
    Some(shares)
}

/// The share of patients who find all of `beds` beds taken.
pub fn full_with(load: f64, beds: usize) -> Option<f64> {
    full(load, beds)?.pop()
}

/// What a unit's registrations say of its demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Patients who came, those turned away included, per day.
    pub arrivals: f64,
    /// Mean stay in days.
    pub stay: f64,
}

impl Demand {
    /// From sums over registered unit-days: admitted patients, those turned away, occupied bed-days. The mean stay is
    /// occupied bed-days / admissions (Little's law). `None` without days or admissions.
    pub fn of(admissions: i64, rejected: i64, occupied: f64, days: i64) -> Option<Self> {
        (days > 0 && admissions > 0 && rejected >= 0 && occupied >= 0.0).then(|| Self {
            arrivals: (admissions + rejected) as f64 / days as f64,
            stay: occupied / admissions as f64,
        })
    }

    /// Beds that would be occupied on average if nobody were turned away.
    pub fn load(&self) -> f64 {
        self.arrivals * self.stay
    }

    /// Patients turned away in `days` days with so many beds.
    pub fn rejected(&self, beds: usize, days: i64) -> Option<f64> {
        Some(full_with(self.load(), beds)? * self.arrivals * days as f64)
    }

    /// Several units whose patients share all beds: arrivals add up, the stay is the mean over patients.
    pub fn pooled(units: &[Self]) -> Option<Self> {
        let arrivals: f64 = units.iter().map(|unit| unit.arrivals).sum();
        let load: f64 = units.iter().map(Self::load).sum();
        (arrivals > 0.0).then(|| Self { arrivals, stay: load / arrivals })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(beds: usize, load: f64, expected: f64) {
        let share = full_with(load, beds).unwrap();
        assert!((share - expected).abs() < 1e-9 * expected.max(1e-3), "{share} is not {expected}");
    }

    #[test]
    fn the_loss_formula_agrees_with_tables() {
        // By hand: 1 bed and load 1: 1 / (1 + 1). 2 beds, load 0.7: 0.245 / 1.945.
        check(1, 1.0, 0.5);
        check(2, 0.7, 0.245 / 1.945);
        // Sums of the definition with scipy 1.17.1 (gammaln, logsumexp).
        check(5, 2.0, 0.036_697_247_706_422);
        check(10, 5.0, 0.018_384_570_336_648);
        check(10, 10.0, 0.214_582_343_107_347);
        check(6, 2.9, 0.046_801_048_559_294);
        // Printed tables at 1 % loss: 10 servers carry 4.461 erlangs, 100 carry 84.06.
        assert!((full_with(4.461, 10).unwrap() - 0.01).abs() < 5e-6);
        assert!((full_with(84.06, 100).unwrap() - 0.01).abs() < 1e-5);
    }

    #[test]
    fn without_load_nobody_is_turned_away_and_without_beds_everybody() {
        assert_eq!(full(0.0, 2), Some(vec![1.0, 0.0, 0.0]));
        assert_eq!(full_with(3.0, 0), Some(1.0));
        assert_eq!(full(f64::NAN, 3), None);
        assert_eq!(full(-1.0, 3), None);
    }

    #[test]
    fn demand_counts_those_who_were_turned_away() {
        // 365 days, 270 admitted, 22 turned away, 1 080 bed-days: 0.8 a day, 4 days each, 3.2 beds.
        let demand = Demand::of(270, 22, 1080.0, 365).unwrap();
        assert!((demand.arrivals - 0.8).abs() < 1e-12 && (demand.stay - 4.0).abs() < 1e-12);
        assert!((demand.load() - 3.2).abs() < 1e-12);
        let expected = full_with(3.2, 4).unwrap() * 292.0;
        assert!((demand.rejected(4, 365).unwrap() - expected).abs() < 1e-9);
        assert_eq!(Demand::of(0, 3, 10.0, 365), None);
        assert_eq!(Demand::of(3, 0, 10.0, 0), None);
    }

    #[test]
    fn beds_that_are_shared_turn_fewer_away() {
        let units = [Demand { arrivals: 0.5, stay: 3.0 }, Demand { arrivals: 1.0, stay: 2.0 }];
        let pooled = Demand::pooled(&units).unwrap();
        assert!((pooled.load() - 3.5).abs() < 1e-12 && (pooled.arrivals - 1.5).abs() < 1e-12);
        let apart = units[0].rejected(2, 365).unwrap() + units[1].rejected(3, 365).unwrap();
        assert!(pooled.rejected(5, 365).unwrap() < apart);
        assert_eq!(Demand::pooled(&[]), None);
    }

    proptest! {
        #[test]
        fn more_beds_or_less_load_turn_fewer_away(load in 0.01..60.0f64, more in 0.01..20.0f64) {
            let (low, high) = (full(load, 80).unwrap(), full(load + more, 80).unwrap());
            prop_assert!(low.windows(2).all(|pair| pair[1] < pair[0] || pair[1] < 1e-300));
            prop_assert!(low.iter().zip(&high).all(|(low, high)| low <= high && (0.0..=1.0).contains(low)));
        }
    }
}
