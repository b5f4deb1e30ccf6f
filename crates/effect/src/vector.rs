//! Inner loops on slices, written so that the compiler can use wide registers.

/// Σ a·b. The slices have equal length.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = [0.0; 8];
    let (pairs_a, rest_a) = a.as_chunks::<8>();
    let (pairs_b, rest_b) = b.as_chunks::<8>();
    for (x, y) in pairs_a.iter().zip(pairs_b) {
        for i in 0..8 {
            sum[i] += x[i] * y[i];
        }
    }
    let tail: f64 = rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum();
    ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])) + tail
}

/// y += a·x.
pub(crate) fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// y += a·x·z.
pub(crate) fn add_product(a: f64, x: &[f64], z: &[f64], y: &mut [f64]) {
    for ((y, x), z) in y.iter_mut().zip(x).zip(z) {
        *y += a * x * z;
    }
}

/// The largest absolute value; 0 for nothing.
pub(crate) fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |m: f64, v| m.max(v.abs()))
}
