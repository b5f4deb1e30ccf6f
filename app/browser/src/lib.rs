//! The browser's entry: gives the page's islands their life. Holds nothing else; the islands are in `app`.
#![cfg(target_arch = "wasm32")]

// Unless it is named, the crate with the islands is not linked, and none of them is exported.
use app as _;

/// Called once by the script in the page's head, before the islands themselves are.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
