//! `bindgen IN.wasm OUT-FOLDER`: splits what cargo built for the browser into wasm and its JavaScript.
//!
//! Apart from `xtask` so that xtask itself is compiled in a second.

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (input, output) =
        arguments.next().zip(arguments.next()).context("usage: bindgen IN.wasm OUT-FOLDER")?;
    Bindgen::new()
        .input_path(input)
        .out_name("kadpuls")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(output)
}
