//! An island that reads a chart aloud: a vertical line follows the pointer or the arrow keys, and a box
//! shows the values there. It draws nothing of its own and brings no data: positions come from attributes
//! of the figure's `<svg>`, labels and values from the rows of the figure's `<table>`. Without the
//! browser's part the chart and its table stand as they are.

#![allow(missing_docs, reason = "the island macro writes a public struct of the props without documentation")]

use leptos::prelude::*;

/// Placed inside the `<figure>` with the id `figure`, after its `<svg>`. `label`: what the chart is called when it is
/// reached with the keyboard.
///
/// The `<svg>` says where the points are, in units of its `viewBox`: `data-plot="left,top,right,bottom"` and
/// `data-n`, the number of points; then either `data-step="first,step"` or `data-x` with a position for
/// each; with neither they are evenly spaced from left to right.
/// Point *i* is row *i* of the table's body: its first cell is the label, the others are the values of the
/// series that the head names. A figure without a table has a link of class `whole-table` to a page with the same
/// figure and its table, which is fetched when the first value is asked for.
#[island]
pub fn Crosshair(figure: String, label: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    dom::attach(&figure, &label);
    #[cfg(not(feature = "hydrate"))]
    let _ = (figure, label);
    view! { <output class="crosshair" aria-live="polite" hidden></output> }
}

/// Which of the points at `xs` (rising) lies nearest to `x`.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    allow(dead_code, reason = "the server never reads a pointer")
)]
fn nearest(xs: &[f64], x: f64) -> usize {
    let after = xs.partition_point(|&p| p < x);
    if after == 0 || (after < xs.len() && xs[after] - x < x - xs[after - 1]) { after } else { after - 1 }
}

/// The step between `n` points spread from `left` to `right`.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    allow(dead_code, reason = "the server never reads a pointer")
)]
fn even_step(n: usize, left: f64, right: f64) -> f64 {
    if n > 1 { (right - left) / (n as f64 - 1.0) } else { 0.0 }
}

/// The numbers of an attribute, separated by commas or spaces; what isn't a number is left out.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    allow(dead_code, reason = "the server never reads a pointer")
)]
fn numbers(text: &str) -> Vec<f64> {
    text.split([',', ' ']).filter_map(|part| part.trim().parse().ok()).collect()
}

#[cfg(feature = "hydrate")]
mod dom;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_is_found_between_before_and_after_all_points() {
        let xs = [10.0, 20.0, 40.0];
        for (x, want) in [(-5.0, 0), (10.0, 0), (14.9, 0), (15.1, 1), (29.0, 1), (31.0, 2), (999.0, 2)] {
            assert_eq!(nearest(&xs, x), want, "at {x}");
        }
        assert_eq!(nearest(&[7.0], 100.0), 0);
        assert_eq!(nearest(&[7.0], 1.0), 0);
    }

    #[test]
    fn points_are_spread_from_edge_to_edge() {
        assert!((even_step(3, 10.0, 30.0) - 10.0).abs() < 1e-12);
        assert!(even_step(1, 10.0, 30.0).abs() < 1e-12);
        assert!(even_step(0, 10.0, 30.0).abs() < 1e-12);
    }

    #[test]
    fn attributes_are_read_with_commas_and_spaces() {
        assert_eq!(numbers("48,16, 712.5 288"), [48.0, 16.0, 712.5, 288.0]);
        assert!(numbers("").is_empty());
    }
}
