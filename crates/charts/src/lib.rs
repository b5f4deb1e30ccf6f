//! Every drawing of the application.
//!
//! Plain data in (numbers, dates, words), drawings out. No vocabulary of the field, no files, no clock: what a
//! value means, whether it may be shown and what the finding is are decided by the caller.
//!
//! - A chart is a struct of data and a [`Frame`]; [`Chart::draw`] gives the `<svg>` for a page,
//!   [`Chart::draw_file`] a file of its own, [`Chart::draw_on`] paints any plotters backend.
//! - Layers run one way: chart → [`axes`], [`legend`] → [`canvas`] → plotters → [`svg_backend`].
//! - Colours are roles of the [`palette`]; `chart.css` gives them their values for light, dark and print.
//! - [`crosshair`] says what the browser's island may rely on.

mod axes;
mod bars;
pub mod canvas;
pub mod crosshair;
pub mod css;
mod dates;
mod frame;
mod legend;
mod number;
pub mod palette;
mod slots;
mod stacked_bars;
mod svg;
mod svg_backend;
mod text;
mod ticks;
mod time_series;

pub use axes::Reference;
pub use bars::Bars;
pub use dates::month_label;
pub use frame::{Frame, NARROW};
pub use number::{LARGEST, number, showable};
pub use slots::Slots;
pub use stacked_bars::{Part, StackedBars};
pub use svg::{Chart, Svg};
pub use svg_backend::{SvgBackend, UNITS};
pub use ticks::ValueAxis;
pub use time_series::{Band, Event, Line, Smooth, TimeSeries};
