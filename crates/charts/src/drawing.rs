//! A chart of whatever kind, held by those who lay it out or make a file of it.

use crate::frame::Frame;
use crate::svg::{Chart, Svg};

/// What every [`Chart`] can do without its kind being known: a `Box<dyn Drawing>` draws when it is asked to.
pub trait Drawing: Send {
    /// Identity, size and words.
    fn frame(&self) -> &Frame;

    /// The chart for a page, as [`Chart::draw`].
    fn draw(&self) -> Svg;
}

impl<C: Chart + Send> Drawing for C {
    fn frame(&self) -> &Frame {
        Chart::frame(self)
    }

    fn draw(&self) -> Svg {
        Chart::draw(self)
    }
}
