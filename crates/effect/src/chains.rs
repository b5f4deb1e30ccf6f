//! Which series and periods a chain of shared cells joins.
//!
//! Effects of series and periods are identified only within such a chain: one period of each is held
//! fixed, and nothing is compared across chains.

/// Presence of cells as bits, series by series.
#[derive(Clone, Debug)]
pub(crate) struct Chains {
    words: usize,
    bits: Vec<u64>,
    series: usize,
    periods: usize,
}

impl Chains {
    /// From a presence test of (series, period).
    pub fn new(series: usize, periods: usize, present: impl Fn(usize, usize) -> bool) -> Self {
        let words = periods.div_ceil(64);
        let mut bits = vec![0_u64; series * words];
        for i in 0..series {
            for p in (0..periods).filter(|p| present(i, *p)) {
                bits[i * words + p / 64] |= 1 << (p % 64);
            }
        }
        Self { words, bits, series, periods }
    }

    fn row(&self, i: usize) -> &[u64] {
        &self.bits[i * self.words..(i + 1) * self.words]
    }

    /// Splits `left` into the series reached from its first and the others, and gives the periods reached.
    fn reach(&self, mut left: Vec<usize>) -> (Vec<usize>, Vec<usize>, Vec<u64>) {
        let mut mask = left.first().map_or_else(Vec::new, |i| self.row(*i).to_vec());
        let mut inside = Vec::new();
        loop {
            let before = inside.len();
            left.retain(|&i| {
                let touches = self.row(i).iter().zip(&mask).any(|(a, b)| a & b != 0);
                if touches {
                    mask.iter_mut().zip(self.row(i)).for_each(|(m, b)| *m |= b);
                    inside.push(i);
                }
                !touches
            });
            if inside.len() == before {
                return (inside, left, mask);
            }
        }
    }

    /// The chains: their series and their periods. Series without cells are in none.
    pub fn all(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut left: Vec<usize> =
            (0..self.series).filter(|i| self.row(*i).iter().any(|b| *b != 0)).collect();
        let mut chains = Vec::new();
        while !left.is_empty() {
            let (inside, outside, mask) = self.reach(left);
            left = outside;
            let periods = (0..self.periods).filter(|p| mask[p / 64] >> (p % 64) & 1 == 1).collect();
            chains.push((inside, periods));
        }
        chains
    }

    /// Whether one chain joins all series but some.
    pub fn joined_without(&self, out: &[usize]) -> bool {
        let left: Vec<usize> = (0..self.series).filter(|i| !out.contains(i)).collect();
        !left.is_empty() && self.reach(left).1.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_blocks_are_two_chains_and_one_bridge_joins_them() {
        let cells = |bridge: bool| {
            move |i: usize, p: usize| (i < 2 && p < 2) || (i >= 2 && p >= 70) || (bridge && i == 1 && p == 70)
        };
        assert_eq!(
            Chains::new(4, 72, cells(false)).all(),
            vec![(vec![0, 1], vec![0, 1]), (vec![2, 3], vec![70, 71])]
        );
        let bridged = Chains::new(4, 72, cells(true));
        assert_eq!(bridged.all().len(), 1);
        assert!(!bridged.joined_without(&[1]) && bridged.joined_without(&[0]));
    }
}
