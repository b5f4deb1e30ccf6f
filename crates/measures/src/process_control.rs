//! Process control: which changes of a series are larger than its own chance variation (XmR charts).
//!
//! The rules are those of NHS England's "Making Data Count", as `NHSRplotthedots` computes them. The module knows
//! values in the order of time and nothing of what they mean; limits are made anew only where the caller says so,
//! because a person gave a date and a reason.
//!
//! Limits assume that neighbouring points are independent. Seasons and slow waves break that, and make signals more
//! frequent than chance alone would.

#[cfg(test)]
mod tests;

/// Limits stand this many mean moving ranges from the mean: 3 / d₂ with d₂ = 1.128 for ranges of two.
const LIMIT: f64 = 2.66;
/// A moving range of this many mean ranges or more is left out before the limits are made: D₄ for ranges of two.
const SCREEN: f64 = 3.267;
/// Points of a run on one side of the mean, and of a trend.
const RUN: usize = 7;
/// Limits that rest on fewer points are provisional.
pub const ENOUGH: usize = 12;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// Neither: a change is a change.
    Neutral,
}

/// The rule that marks a point, in the order in which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Beyond a limit.
    Outside,
    /// One of seven points in a row that each lie higher (or lower) than the one before.
    Trend,
    /// One of two in three on one side of the mean, between two thirds of the way to the limit and the limit.
    TwoOfThree,
    /// One of seven points in a row on one side of the mean.
    Run,
}

/// What a rule says of a point: more than chance, upwards or downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Which rule.
    pub rule: Rule,
    /// Upwards: above the mean or rising.
    pub up: bool,
}

/// What a signal means for a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A change for the better.
    Improvement,
    /// A change for the worse.
    Concern,
    /// A change of a measure of which neither more nor less is better.
    Change,
}

impl Signal {
    /// What it means where `better` is better.
    pub fn verdict(self, better: Direction) -> Verdict {
        match (better, self.up) {
            (Direction::Neutral, _) => Verdict::Change,
            (Direction::Increase, true) | (Direction::Decrease, false) => Verdict::Improvement,
            _ => Verdict::Concern,
        }
    }
}

/// A stretch of points with limits of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Index of its first point.
    pub from: usize,
    /// Index after its last.
    pub end: usize,
    /// Points with a value.
    pub points: usize,
    /// Mean of its values.
    pub mean: f64,
    /// Mean of the moving ranges that were not screened out.
    pub range: f64,
    /// Lower limit; may lie below what the measure can be.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Segment {
    /// Whether the limits rest on too few points to be relied on.
    pub fn is_provisional(&self) -> bool {
        self.points < ENOUGH
    }

    /// What the limits say about a target: whether it will be met by chance, always or never. `None` for a measure
    /// without a better direction.
    pub fn assurance(&self, target: f64, better: Direction) -> Option<Assurance> {
        let more = match better {
            Direction::Increase => true,
            Direction::Decrease => false,
            Direction::Neutral => return None,
        };
        Some(if target > self.upper {
            if more { Assurance::Fails } else { Assurance::Passes }
        } else if target < self.lower {
            if more { Assurance::Passes } else { Assurance::Fails }
        } else {
            Assurance::Varies
        })
    }
}

/// How a process stands to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// It will be met as long as nothing changes.
    Passes,
    /// It won't be met unless something changes.
    Fails,
    /// It is met in some periods and not in others, by chance.
    Varies,
}

/// A series judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// The stretches, in the order of time; one without any moving range has no limits and isn't here.
    pub segments: Vec<Segment>,
    /// What the rules say of each point.
    pub signals: Vec<Option<Signal>>,
}

impl Process {
    /// Judges `values`, which stand in the order of time. Limits begin anew at each index of `rebase`.
    ///
    /// A missing value makes no range with its neighbours, and ends runs and trends: what isn't known can't
    /// continue them. (`NHSRplotthedots` wants series without gaps.)
    pub fn of(values: &[Option<f64>], rebase: &[usize]) -> Self {
        let mut cuts: Vec<usize> =
            rebase.iter().copied().filter(|at| (1..values.len()).contains(at)).collect();
        cuts.extend([0, values.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut process = Self { segments: Vec::new(), signals: vec![None; values.len()] };
        for cut in cuts.windows(2) {
            let values = &values[cut[0]..cut[1]];
            let Some(segment) = limits(values, cut[0]) else { continue };
            process.signals[cut[0]..cut[1]].copy_from_slice(&signals(values, &segment));
            process.segments.push(segment);
        }
        process
    }

    /// The stretch that the newest limits hold for.
    pub fn newest(&self) -> Option<&Segment> {
        self.segments.last()
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Mean and limits of a stretch; `None` where no two neighbours have values.
fn limits(values: &[Option<f64>], from: usize) -> Option<Segment> {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let pairs = values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs()));
    let ranges: Vec<f64> = pairs.collect();
    let all = mean(&ranges)?;
    let kept: Vec<f64> = ranges.into_iter().filter(|range| *range < SCREEN * all).collect();
    // A series that never changes keeps no range below zero: its mean range is zero.
    let range = mean(&kept).unwrap_or(all);
    let centre = mean(&known)?;
    Some(Segment {
        from,
        end: from + values.len(),
        points: known.len(),
        mean: centre,
        range,
        lower: centre - LIMIT * range,
        upper: centre + LIMIT * range,
    })
}

/// −1, 0 or 1; differences that are rounding count as none.
fn side(difference: f64, scale: f64) -> i8 {
    if difference.abs() <= scale.abs() * 1e-12 {
        0
    } else if difference > 0.0 {
        1
    } else {
        -1
    }
}

fn signals(values: &[Option<f64>], of: &Segment) -> Vec<Option<Signal>> {
    let scale = of.mean.abs().max(of.range);
    let sides: Vec<Option<i8>> = values.iter().map(|v| v.map(|v| side(v - of.mean, scale))).collect();
    let near = of.range * LIMIT * 2.0 / 3.0;
    let outside = |v: f64| side(v - of.upper, scale) > 0 || side(v - of.lower, scale) < 0;
    let close = |v: &Option<f64>| {
        v.is_some_and(|v| {
            !outside(v) && (side(v - of.mean - near, scale) > 0 || side(v - of.mean + near, scale) < 0)
        })
    };
    let close: Vec<bool> = values.iter().map(close).collect();
    // Which way each point goes from the one before.
    let steps: Vec<i8> =
        values.windows(2).map(|pair| pair[0].zip(pair[1]).map_or(0, |(a, b)| side(b - a, scale))).collect();

    let mut runs = vec![false; values.len()];
    for (i, window) in sides.windows(RUN).enumerate() {
        if matches!(window[0], Some(-1 | 1)) && window.iter().all(|s| *s == window[0]) {
            runs[i..i + RUN].fill(true);
        }
    }
    // A point where one trend ends and another begins belongs to the one that begins.
    let mut trends = vec![0; values.len()];
    for (i, window) in steps.windows(RUN - 1).enumerate() {
        if window[0] != 0 && window.iter().all(|s| *s == window[0]) {
            trends[i..i + RUN].fill(window[0]);
        }
    }
    let mut pairs = vec![false; values.len()];
    for i in 0..values.len().saturating_sub(2) {
        let three = i..i + 3;
        let one_side =
            matches!(sides[i], Some(-1 | 1)) && sides[three.clone()].iter().all(|s| *s == sides[i]);
        if one_side && close[three.clone()].iter().filter(|close| **close).count() >= 2 {
            three.filter(|i| close[*i]).for_each(|i| pairs[i] = true);
        }
    }

    let one = |i: usize| {
        let value = values[i]?;
        let above = sides[i] == Some(1);
        let signal = |rule, up| Some(Signal { rule, up });
        if outside(value) {
            signal(Rule::Outside, above)
        } else if trends[i] != 0 {
            signal(Rule::Trend, trends[i] > 0)
        } else if pairs[i] {
            signal(Rule::TwoOfThree, above)
        } else if runs[i] {
            signal(Rule::Run, above)
        } else {
            None
        }
    };
    (0..values.len()).map(one).collect()
}
