//! A funnel plot: places by size and rate between limits that narrow with size. No ranking: a place is compared with
//! what its size allows.

use crate::axes::{Painted, Plot, Reference, Room, heightened, title_row};
use crate::canvas::{Canvas, Drawn, Measure, Setting};
use crate::frame::Frame;
use crate::legend::{Key, Legend, Swatch};
use crate::number::{axis_number, showable};
use crate::palette::Role;
use crate::svg::Chart;
use crate::ticks::{Ticks, ValueAxis};
use language::t;
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

/// How a place stands to the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within the inner limits.
    Within,
    /// Between the inner and the outer ones.
    Near,
    /// Beyond the outer ones.
    Beyond,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Within, Self::Near, Self::Beyond];

    /// Shape and colour.
    fn look(self) -> (usize, Role) {
        match self {
            Self::Within => (0, Role::Raw),
            Self::Near => (2, Role::Category(2)),
            Self::Beyond => (3, Role::Category(1)),
        }
    }
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelPoint {
    /// Its size, above zero.
    pub size: f64,
    /// Its rate.
    pub rate: f64,
    /// How it stands.
    pub standing: Standing,
    /// Its name, drawn beside it; only the places that the chart is about have one.
    pub name: Option<String>,
}

/// The limits at one size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelLimit {
    /// The size.
    pub size: f64,
    /// Lower and upper inner limit.
    pub inner: (f64, f64),
    /// Lower and upper outer limit.
    pub outer: (f64, f64),
}

/// Names in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelNames {
    /// The inner limits.
    pub inner: String,
    /// The outer limits.
    pub outer: String,
    /// Names of the three standings.
    pub standings: [String; 3],
}

impl Default for FunnelNames {
    fn default() -> Self {
        Self {
            inner: t!("95 % av kommunene").into(),
            outer: t!("99,8 % av kommunene").into(),
            standings: [t!("Innenfor"), t!("Utenfor 95 %"), t!("Utenfor 99,8 %")].map(str::to_owned),
        }
    }
}

/// A funnel plot; sizes on a logarithmic scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Identity, size, words.
    pub frame: Frame,
    /// The places.
    pub points: Vec<FunnelPoint>,
    /// The limits, by size.
    pub limits: Vec<FunnelLimit>,
    /// The common rate.
    pub target: Option<Reference>,
    /// Names in the legend.
    pub names: FunnelNames,
    /// The y axis.
    pub axis: ValueAxis,
}

impl Funnel {
    /// Places between limits.
    pub fn new(frame: Frame, points: Vec<FunnelPoint>, limits: Vec<FunnelLimit>) -> Self {
        Self {
            frame,
            points,
            limits,
            target: None,
            names: FunnelNames::default(),
            axis: ValueAxis::default(),
        }
    }

    /// Places that can be drawn: decadic logarithm of the size, rate.
    fn known(&self) -> impl Iterator<Item = ((f64, f64), &FunnelPoint)> {
        self.points.iter().filter_map(|point| Some(((log(point.size)?, showable(point.rate)?), point)))
    }

    fn span(&self) -> Option<(f64, f64)> {
        let (low, high) =
            self.known().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), ((x, _), _)| (l.min(x), h.max(x)));
        if low > high {
            return None;
        }
        let room = ((high - low) * 0.04).max(0.05);
        Some((low - room, high + room))
    }

    /// The lower or upper bounds of the limits as a line, cut where the chart ends.
    fn bound(
        &self,
        pick: fn(&FunnelLimit) -> f64,
        (low, high): (f64, f64),
        top: f64,
    ) -> Vec<(f64, Option<f64>)> {
        let within = self.limits.iter().filter_map(|limit| Some((log(limit.size)?, showable(pick(limit)))));
        within
            .filter(|(x, _)| (low..=high).contains(x))
            .map(|(x, y)| (x, y.filter(|y| *y <= top && *y >= 0.0)))
            .collect()
    }

    fn legend(&self) -> Legend<'_> {
        let mut keys = Vec::new();
        if !self.limits.is_empty() {
            keys.push(Key { name: &self.names.inner, role: Role::Category(3), swatch: Swatch::Line(1.5) });
            keys.push(Key { name: &self.names.outer, role: Role::Base, swatch: Swatch::Line(1.5) });
        }
        for (standing, name) in Standing::ALL.into_iter().zip(&self.names.standings) {
            if self.points.iter().any(|point| point.standing == standing) {
                let (shape, role) = standing.look();
                keys.push(Key { name, role, swatch: Swatch::Marker(shape) });
            }
        }
        Legend::new(Measure::of(&self.frame), keys)
    }

    fn marks<DB: DrawingBackend>(&self, plot: &Plot<DB>) -> Drawn<DB> {
        for named in [false, true] {
            for (at, point) in self.known().filter(|(_, point)| point.name.is_some() == named) {
                let (shape, role) = point.standing.look();
                let place = plot.place(at);
                if named {
                    // A ring of paper lifts it from the crowd.
                    plot.canvas.dot(place, 9.0, Role::Ink)?;
                    plot.canvas.dot(place, 7.0, Role::Paper)?;
                }
                plot.canvas.shape(place, if named { 5.0 } else { 3.6 }, shape, role)?;
            }
        }
        for (at, point) in self.known() {
            let Some(name) = &point.name else { continue };
            let (x, y) = plot.place(at);
            let left = x + 14.0 + plot.canvas.text_width(name, true) > plot.right;
            let (h, x) = if left { (HPos::Right, x - 13.0) } else { (HPos::Left, x + 13.0) };
            let setting = Setting::new(Role::Reference).bold().at(h, VPos::Center);
            plot.canvas.text_within((x, y), name, plot.canvas.width * 0.5, setting)?;
        }
        Ok(())
    }
}

fn log(size: f64) -> Option<f64> {
    (size > 0.0).then(|| showable(size)).flatten().map(f64::log10).filter(|x| x.is_finite())
}

/// Round sizes within the range: 1, 3, 10, 30, …
fn sizes((low, high): (f64, f64)) -> Vec<(f64, String)> {
    let steps = (low.floor() as i32 - 1)..=(high.ceil() as i32);
    let round = steps.flat_map(|power| [1.0, 3.0].map(|first| first * 10_f64.powi(power)));
    let within = round.filter(|size| (low..=high).contains(&size.log10()));
    within.map(|size| (size.log10(), axis_number(size, size.min(1.0)))).collect()
}

/// One of the lines of the funnel.
type Bound = fn(&FunnelLimit) -> f64;

impl Chart for Funnel {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn size(&self) -> (u32, u32) {
        heightened(&self.frame, self.span().map(|_| self.legend().height()))
    }

    fn paint<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Painted<DB> {
        let Some(span) = self.span() else {
            canvas.nothing()?;
            return Ok(None);
        };
        let target = self.target.iter().map(|target| target.value);
        let rates = self.known().map(|((_, rate), _)| rate).chain(target).filter_map(showable);
        let ticks = Ticks::over(rates, &self.axis, 5);
        let legend = self.legend();
        let room = Room { above: legend.height(), right: 8.0 };
        let (low, high) = (ticks.low, ticks.high);
        let plot = Plot::new(canvas, &self.frame, ticks, &self.axis, span, room);
        plot.grid(&self.frame, &self.axis)?;
        let bounds: [(Bound, Role); 4] = [
            (|limit| limit.outer.0, Role::Base),
            (|limit| limit.outer.1, Role::Base),
            (|limit| limit.inner.0, Role::Category(3)),
            (|limit| limit.inner.1, Role::Category(3)),
        ];
        for (pick, role) in bounds {
            let line = self.bound(pick, span, high);
            plot.line(line.into_iter().map(|(x, y)| (x, y.filter(|y| *y >= low))), role, 1.5)?;
        }
        if let Some(target) = self.target.as_ref().filter(|target| showable(target.value).is_some()) {
            plot.reference(target.value, &target.label)?;
        }
        self.marks(&plot)?;
        legend.paint(canvas, title_row(canvas.measure(), &self.frame))?;
        let mut labels = sizes(span);
        let widest = labels.iter().map(|(_, label)| canvas.text_width(label, false)).fold(0.0, f64::max);
        let most = ((plot.right - plot.left) / (widest + 12.0)).floor().max(1.0) as usize;
        let every = labels.len().div_ceil(most).max(1);
        labels = labels.into_iter().step_by(every).collect();
        plot.x_axis(&self.frame, &labels, true)?;
        Ok(None)
    }
}
