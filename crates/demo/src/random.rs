//! Random numbers that are the same on every platform, now and after any update of a library.
//!
//! xoshiro256++ (Blackman & Vigna 2019) seeded by splitmix64; the distributions are written here and
//! use `libm` alone, because std's exponentials may differ in the last bit between platforms.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random([u64; 4]);

/// One step of splitmix64.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a stream is for: every unit and municipality has streams of its own, so that generating them
/// in parallel or one alone gives the same rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stream {
    Network = 1,
    Beds = 2,
    Stays = 3,
    Registrations = 4,
    National = 5,
    Admissions = 6,
    WrittenStays = 7,
}

impl Random {
    /// The stream `purpose`, `index` (a unit, a municipality number) of `seed`.
    pub(crate) fn new(seed: u64, purpose: Stream, index: u64) -> Self {
        let mut state = seed;
        let mut mixed = splitmix(&mut state) ^ (purpose as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        state = splitmix(&mut mixed) ^ index.wrapping_mul(0xa076_1d64_78bd_642f);
        Self([splitmix(&mut state), splitmix(&mut state), splitmix(&mut state), splitmix(&mut state)])
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in [low, high).
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// A whole number from 0 up to and without `n`.
    pub(crate) fn whole(&mut self, n: i32) -> i32 {
        ((self.unit() * f64::from(n)) as i32).min(n - 1)
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Standard normal (Box & Muller 1958, one of the pair).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Log-normal with mean 1 and standard deviation `sigma` of the logarithm.
    pub(crate) fn factor(&mut self, sigma: f64) -> f64 {
        libm::exp(sigma * self.normal() - sigma * sigma / 2.0)
    }

    /// Poisson: by multiplication below a mean of 12, else transformed rejection (Hörmann 1993, PTRS).
    pub(crate) fn poisson(&mut self, mean: f64) -> i64 {
        if mean <= 0.0 {
            return 0;
        }
        if mean < 12.0 {
            let limit = libm::exp(-mean);
            let mut product = self.unit();
            let mut count = 0;
            while product > limit {
                product *= self.unit();
                count += 1;
            }
            return count;
        }
        let log_mean = libm::log(mean);
        let b = 0.931 + 2.53 * libm::sqrt(mean);
        let a = -0.059 + 0.024_83 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let accept = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.unit() - 0.5;
            let v = 1.0 - self.unit();
            let us = 0.5 - u.abs();
            let k = libm::floor((2.0 * a / us + b) * u + mean + 0.43);
            if us >= 0.07 && v <= accept {
                return k as i64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let left = libm::log(v) + libm::log(inverse_alpha) - libm::log(a / (us * us) + b);
            if left <= -mean + k * log_mean - libm::lgamma(k + 1.0) {
                return k as i64;
            }
        }
    }

    /// Binomial: by trials up to 40, else by the normal approximation.
    pub(crate) fn binomial(&mut self, n: i64, p: f64) -> i64 {
        if n <= 40 {
            return (0..n).map(|_| i64::from(self.chance(p))).sum();
        }
        let mean = n as f64 * p;
        let value = libm::round(mean + self.normal() * libm::sqrt(mean * (1.0 - p)));
        (value as i64).clamp(0, n)
    }

    /// An index, with probabilities proportional to the weights.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = index;
                if left < weight {
                    return index;
                }
            }
            left -= weight;
        }
        last
    }

    /// One of the values, with probabilities proportional to the weights beside them.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[(T, f64)]) -> T {
        table[self.weighted(table.iter().map(|(_, weight)| *weight))].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let n = 40_000;
        let values: Vec<f64> = (0..n).map(|_| draw()).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / f64::from(n))
    }

    #[test]
    fn the_first_numbers_of_a_stream_never_change() {
        let mut random = Random::new(1, Stream::Stays, 7);
        let first: Vec<u64> = (0..2).map(|_| random.next()).collect();
        assert_eq!(first, FIRST);
    }
    const FIRST: [u64; 2] = [10_362_107_586_067_470_536, 13_251_279_591_718_552_420];

    #[test]
    fn poisson_counts_have_mean_and_variance_alike_in_both_algorithms() {
        let mut random = Random::new(3, Stream::Admissions, 0);
        for mean in [0.2, 3.0, 11.9, 12.1, 80.0, 900.0] {
            let (found, variance) = moments(|| random.poisson(mean) as f64);
            assert!((found / mean - 1.0).abs() < 0.03, "{mean}: {found}");
            assert!((variance / mean - 1.0).abs() < 0.05, "{mean}: {variance}");
        }
        assert_eq!(random.poisson(0.0), 0);
    }

    #[test]
    fn normal_factor_and_binomial_have_the_moments_of_their_names() {
        let mut random = Random::new(4, Stream::Network, 0);
        let (mean, variance) = moments(|| random.normal());
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03);
        let (mean, _) = moments(|| random.factor(0.5));
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        for n in [20, 200] {
            let (mean, variance) = moments(|| random.binomial(n, 0.1) as f64);
            assert!((mean / (n as f64 * 0.1) - 1.0).abs() < 0.03);
            assert!((variance / (n as f64 * 0.09) - 1.0).abs() < 0.06);
        }
    }

    #[test]
    fn a_weight_of_zero_is_never_drawn() {
        let mut random = Random::new(5, Stream::Beds, 0);
        let mut counts = [0; 4];
        for _ in 0..4000 {
            counts[random.weighted([0.0, 1.0, 3.0, 0.0].into_iter())] += 1;
        }
        assert!(counts[0] == 0 && counts[3] == 0 && counts[2] > 2 * counts[1]);
    }
}
