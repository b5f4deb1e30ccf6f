//! A reader who wants to know more than is shown: every shown number and every sum goes into a linear program,
//! which says the least and the most that each hidden number can be. It knows nothing of how the gate works.

use measures::Shown;
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOutcome, Variable};

/// Everything that was published: numbers, and which are the sum of which others.
#[derive(Debug, Default)]
pub struct Publication {
    shown: Vec<Shown>,
    sums: Vec<(usize, Vec<usize>)>,
}

impl Publication {
    /// Takes in a number.
    pub fn number(&mut self, shown: Shown) -> usize {
        self.shown.push(shown);
        self.shown.len() - 1
    }

    /// Takes in that a number is the sum of others.
    pub fn sum(&mut self, total: usize, parts: Vec<usize>) {
        self.sums.push((total, parts));
    }

    /// The least and the most that a number can be.
    pub fn bounds(&self, number: usize) -> (f64, f64) {
        let bound = |direction| self.optimum(number, direction).unwrap_or(f64::INFINITY);
        (bound(OptimizationDirection::Minimize), bound(OptimizationDirection::Maximize))
    }

    /// `None`: without bound.
    fn optimum(&self, number: usize, direction: OptimizationDirection) -> Option<f64> {
        let mut problem = Problem::new(direction);
        let variables: Vec<Option<Variable>> = (0..self.shown.len())
            .map(|i| {
                let weight = f64::from(u8::from(i == number));
                self.shown[i].count().is_none().then(|| problem.add_var(weight, (0.0, f64::INFINITY)))
            })
            .collect();
        for (total, parts) in &self.sums {
            let mut terms = Vec::new();
            let mut known = 0;
            for (of, sign) in parts.iter().map(|part| (*part, 1)).chain([(*total, -1)]) {
                match (variables[of], self.shown[of].count()) {
                    (Some(variable), _) => terms.push((variable, f64::from(sign))),
                    (None, n) => known += i64::from(sign) * n.unwrap_or_default(),
                }
            }
            if terms.is_empty() {
                assert_eq!(known, 0, "the sums that are shown don't add up");
            } else {
                problem.add_constraint(&terms, ComparisonOp::Eq, -known as f64);
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => Some(solution.objective()),
            Err(Error::Unbounded) => None,
            other => panic!("the program has no answer: {other:?}"),
        }
    }
}
