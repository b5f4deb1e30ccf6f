//! What pages share: the islands, which also run in the browser, and components that only the server knows.

pub mod crosshair;
#[cfg(feature = "ssr")]
pub mod data_line;
#[cfg(feature = "ssr")]
pub mod failure;
#[cfg(feature = "ssr")]
pub mod figure;
#[cfg(feature = "ssr")]
pub mod filter;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod frame;
pub mod grid;
pub mod keep;
pub mod live;
#[cfg(feature = "ssr")]
pub(crate) mod markup;
#[cfg(feature = "ssr")]
pub mod sorting;
#[cfg(feature = "ssr")]
pub mod table;
#[cfg(feature = "ssr")]
pub mod theme;
#[cfg(feature = "ssr")]
pub mod tiles;
