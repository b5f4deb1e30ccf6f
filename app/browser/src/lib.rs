//! The browser's entry: gives the page's islands their life. Holds nothing else; the islands are in `app`.
#![cfg(target_arch = "wasm32")]

/// Called once by the script in the page's head, before the islands themselves are.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
