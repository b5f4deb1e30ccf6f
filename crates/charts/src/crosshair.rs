//! The contract between a chart and the island that adds a crosshair to it.
//!
//! The root `<svg>` of a chart with points along x carries
//! - `data-plot="left,top,right,bottom"`: the plot's rectangle in view box units,
//! - `data-n`: the number of points; point *i* belongs to row *i* (from 0) of the body of the table that stands
//!   beside the chart. The island reads dates, values and column titles there: the picture repeats none;
//! - where the points stand: `data-step="first,step"` when they are evenly spaced (x of point *i* is
//!   `first + i × step`, in view box units with up to four decimals), otherwise `data-x`, the list of all x in
//!   view box units, rounded to tenths and joined by commas.
//!
//! View box units become CSS pixels by `svg.getBoundingClientRect().width / svg.viewBox.baseVal.width`.
//! Charts without such points (forest, heat map, empty charts) carry none of these.

use std::fmt::Write;

/// Where the points of a chart stand, in view box units.
#[derive(Clone, Debug, PartialEq)]
pub struct Crosshair {
    /// Left, top, right, bottom of the plot.
    pub plot: [f64; 4],
    /// x of each point, in the order of the table's rows.
    pub x: Vec<f64>,
}

impl Crosshair {
    /// The attributes for the root element, with a leading space.
    pub(crate) fn attributes(&self) -> String {
        let [left, top, right, bottom] = self.plot;
        let mut out =
            format!(" data-plot=\"{left:.1},{top:.1},{right:.1},{bottom:.1}\" data-n=\"{}\"", self.x.len());
        if let Some((first, step)) = self.even() {
            let _ = write!(out, " data-step=\"{},{}\"", short(first, 4), short(step, 4));
        } else {
            let list: Vec<String> = self.x.iter().map(|x| short(*x, 1)).collect();
            let _ = write!(out, " data-x=\"{}\"", list.join(","));
        }
        out
    }

    /// First place and step, if no point is more than a tenth of a unit off.
    fn even(&self) -> Option<(f64, f64)> {
        let (first, last) = (*self.x.first()?, *self.x.last()?);
        let step = if self.x.len() > 1 { (last - first) / (self.x.len() - 1) as f64 } else { 0.0 };
        let even = self.x.iter().enumerate().all(|(i, x)| (first + i as f64 * step - x).abs() <= 0.101);
        even.then_some((first, step))
    }
}

fn short(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(x: &[f64]) -> String {
        Crosshair { plot: [50.0, 30.25, 700.0, 270.0], x: x.to_vec() }.attributes()
    }

    #[test]
    fn even_points_need_two_numbers() {
        assert_eq!(
            attributes(&[50.0, 60.5, 71.0]),
            " data-plot=\"50.0,30.2,700.0,270.0\" data-n=\"3\" data-step=\"50,10.5\""
        );
        assert!(attributes(&[50.0]).ends_with("data-n=\"1\" data-step=\"50,0\""));
    }

    #[test]
    fn uneven_points_are_listed() {
        assert!(attributes(&[50.0, 60.0, 80.0]).ends_with("data-n=\"3\" data-x=\"50,60,80\""));
    }
}
