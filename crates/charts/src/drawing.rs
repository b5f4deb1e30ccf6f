//! A chart of whatever kind, held by those who lay it out or make a file of it.

use crate::frame::Frame;
use crate::scene::Scene;
use crate::sheet::Sheet;
use crate::svg::{Chart, Svg};

/// What every [`Chart`] can do without its kind being known: a `Box<dyn Drawing>` draws when it is asked to.
pub trait Drawing: Send {
    /// Identity, size and words.
    fn frame(&self) -> &Frame;

    /// The chart for a page, as [`Chart::draw`].
    fn draw(&self) -> Svg;

    /// The chart as a file shows it, as [`Chart::scene`].
    fn scene(&self, sheet: &Sheet) -> Scene;
}

impl<C: Chart + Send> Drawing for C {
    fn frame(&self) -> &Frame {
        Chart::frame(self)
    }

    fn draw(&self) -> Svg {
        Chart::draw(self)
    }

    fn scene(&self, sheet: &Sheet) -> Scene {
        Chart::scene(self, sheet)
    }
}
