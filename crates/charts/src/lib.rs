//! Every drawing of the application.
//!
//! Plain data in (numbers, dates, words), drawings out. No vocabulary of the field, no files, no clock: what a
//! value means, whether it may be shown and what the finding is are decided by the caller.
//!
//! - A chart is a struct of data and a [`Frame`]; [`Chart::draw`] gives the `<svg>` for a page, [`Chart::scene`] the
//!   marks of a file with its words around it, [`Chart::draw_on`] paints any plotters backend.
//! - Layers run one way: chart → `axes`, `legend` → [`canvas`] → plotters → `svg_backend` or [`scene`].
//! - Colours are roles of the [`palette`]; `chart.css` gives them their values for light, dark and print.
//! - [`crosshair`] says what the browser's island may rely on.

mod axes;
mod bars;
mod calendar;
pub mod canvas;
mod cells;
mod classes;
pub mod crosshair;
pub mod css;
mod dates;
mod drawing;
mod events;
mod forest;
mod frame;
mod funnel;
mod histogram;
mod horizontal_bars;
mod legend;
mod number;
mod observed_expected;
pub mod palette;
mod process_control;
mod sankey;
pub mod scene;
mod scene_svg;
mod sheet;
mod slots;
mod sparkline;
mod stacked_bars;
mod steps;
mod svg;
mod svg_backend;
mod text;
mod ticks;
mod time_series;
mod x_marks;

pub use axes::Reference;
pub use bars::Bars;
pub use calendar::Calendar;
pub use cells::{Cell, Cells};
pub use dates::month_label;
pub use drawing::Drawing;
pub use events::EventList;
pub use forest::{Effect, Forest, ForestRow};
pub use frame::{Frame, NARROW};
pub use funnel::{Funnel, FunnelLimit, FunnelNames, FunnelPoint, Standing};
pub use histogram::Histogram;
pub use horizontal_bars::{HorizontalBars, Row};
pub use number::{LARGEST, number, showable};
pub use observed_expected::{Comparison, ComparisonNames, ObservedExpected};
pub use palette::Role;
pub use process_control::{Level, Mark, MarkNames, ProcessControl};
pub use sankey::{Sankey, SankeyFlow, SankeyNode};
pub use scene::Scene;
pub use sheet::Sheet;
pub use slots::Slots;
pub use sparkline::Sparkline;
pub use stacked_bars::{Part, StackedBars};
pub use steps::{StepCurve, StepPoint, Steps};
pub use svg::{Chart, Svg};
pub use svg_backend::{SvgBackend, UNITS};
pub use text::{plain, width as text_width};
pub use ticks::ValueAxis;
pub use time_series::{Band, Event, Line, Smooth, TimeSeries};
