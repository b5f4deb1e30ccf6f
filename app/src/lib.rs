//! What people see: pages rendered on the server, and islands that live on in the browser.
//!
//! With the feature `ssr` this is the whole site as a function from a request to HTML. With `hydrate` it
//! is the islands in `ui` alone. There is no SQL here, no drawing and no file format: pages ask the
//! crates below for domain values and turn them into HTML.

#[cfg(feature = "ssr")]
pub mod asking;
#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod exports;
#[cfg(feature = "ssr")]
pub mod extract;
#[cfg(feature = "ssr")]
pub mod following;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod published;
#[cfg(feature = "ssr")]
pub mod register;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod selection;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
mod studies;
pub mod ui;
#[cfg(feature = "ssr")]
pub mod views;

#[cfg(feature = "ssr")]
pub use pages::{aarsrapport, doegn, hendelser, ledige_senger, rapporter};
