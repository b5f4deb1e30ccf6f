//! Drawings as files: a [`charts::Scene`] as PNG ([`png()`]) or as PDF ([`pdf()`]), with the typeface of the pages.
//!
//! Several of them with headings, words and tables are a [`document()`].
//!
//! It knows no chart, no data and no HTTP. SVG needs nothing of this: [`charts::Scene::svg`].

pub mod document;
mod pdf;
mod png;
mod typeface;

pub use document::document;
pub use pdf::{PdfError, pdf};
pub use png::{Picture, PngError, png};
