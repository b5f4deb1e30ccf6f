//! `cargo xtask`: sets up what is missing, builds, serves and tests. Every command may be repeated: what is
//! done already is not done again.
//!
//! It uses nothing but the standard library, so that it is itself compiled in a second.

mod api;
mod browser;
mod chromium;
mod deny;
mod npm;
mod package;
mod packages;
mod parts;
mod postgres;
mod run;
mod server;
mod stamp;
mod style;
mod target;
mod tests;

use run::{Failure, Result, step};
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "\
cargo xtask COMMAND

  setup   what building needs: the browser target, style packages
  build   setup, then the browser's part, the styles and the program target/release/kadpuls
  serve   build, then serve demo data on http://127.0.0.1:3000 (further arguments go to `kadpuls serve`)
  test    everything a change must pass: formatting, lints, dependencies, unit tests, API, end-to-end
  api     the API of target/debug/kadpuls held against its description
  parts   the lists of parts (CycloneDX) of the program and of what browsers get, in target/parts
  package the program as it is installed (ten minutes), its parts, and the Debian package in target/debian
  bench   the program as it is installed (ten minutes), then measure its speed
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let done = match command.as_deref() {
        Some("setup") => setup(),
        Some("build") => build(server::compile),
        Some("serve") => build(server::compile).and_then(|()| server::serve(&rest)),
        Some("test") => tests::all(),
        Some("api") => tests::api(),
        Some("package") => build(server::compile_named)
            .and_then(|()| parts())
            .and_then(|()| step("package", "program, settings and service for Debian", package::make)),
        Some("parts") => parts(),
        Some("bench") => build(server::compile_dist).and_then(|()| server::bench(&rest)),
        Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// What the program is made of, for who watches for known faults.
fn parts() -> Result {
    step("parts", "the program's crates as CycloneDX; each that is linked is named", parts::make)
}

/// What building needs beside Rust, Node and a C compiler.
fn setup() -> Result {
    step("browser target", "the islands are Rust compiled to wasm", target::install)?;
    step("npm packages", "Designsystemet's styles, the tool that bundles them, wasm-opt", || {
        npm::install("style")?;
        if let Err(Failure(why)) = npm::install("app/browser") {
            println!("  without wasm-opt the islands are a little larger ({why})");
        }
        Ok(())
    })
}

/// What the browser gets, in `target/site`.
fn site() -> Result {
    setup()?;
    step("islands", "compiled for the browser, for size", browser::compile)?;
    step("bindings", "the JavaScript that starts the wasm; made smaller", browser::bind)?;
    step("styles", "own and Designsystemet's, in one file", style::bundle)?;
    step("site", "names with a hash, so that browsers keep the files; packed copies", browser::publish)
}

/// Everything up to the one program.
fn build(compile: fn() -> Result) -> Result {
    let start = Instant::now();
    site()?;
    step("program", "the server, with the site inside", compile)?;
    println!("  everything: {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}
