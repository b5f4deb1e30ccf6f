//! The browser that the end-to-end tests drive.

use crate::packages;
use crate::run::{Failure, Result, which};
use std::path::PathBuf;

/// The variable that names the browser, here and in `end2end/playwright.config.ts`.
pub const VARIABLE: &str = "KADPULS_CHROMIUM";

/// Where Chromium is; installed if it is missing and we may.
pub fn find() -> Result<PathBuf> {
    if let Some(path) = look() {
        return Ok(path);
    }
    packages::install("chromium")
        .map_err(|Failure(why)| Failure(format!("Chromium is missing: {why}, or name one in {VARIABLE}")))?;
    look().ok_or_else(|| Failure("Chromium was installed but is not on PATH".into()))
}

fn look() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome", "chrome"].into_iter().find_map(which))
}
