//! Everything a change must pass. The quick checks come first, and the first that fails ends it.

use crate::run::{Result, cargo, program, run, step, target};
use crate::{api, chromium, deny, npm, postgres, site};
use std::path::PathBuf;

pub fn all() -> Result {
    step("formatting", "one way to write it", || run(cargo().args(["fmt", "--all", "--check"])))?;
    site()?;
    step("lints", "of the workspace, tests included", || {
        run(workspace("clippy").args(["--all-targets", "--", "-D", "warnings"]))
    })?;
    let postgres = step("PostgreSQL", "a temporary one for the store's tests", postgres::Postgres::start)?;
    step("unit tests", "all crates, the store on both databases; compiles the program", || {
        // Ignored ones are those that need PostgreSQL.
        run(workspace("test").args(["--", "--include-ignored"]).env(postgres::VARIABLE, postgres.url()))
    })?;
    step("lints for the browser", "what only the browser compiles", || {
        run(cargo()
            .args(["clippy", "--package", "browser", "--package", "app", "--features", "app/hydrate"])
            .args(["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]))
    })?;
    api()?;
    step("end-to-end", "the program and a real browser", end_to_end)?;
    step("dependencies", "licences, sources, known faults", deny::check)
}

/// The API against its description.
pub fn api() -> Result {
    step("API", "held against its description by schemathesis", || api::check(&program_under_test()))
}

/// A cargo command on everything but the browser's entry, whose features exclude the server's. Unoptimised, which
/// compiles in a third of the time and notices overflows.
fn workspace(command: &str) -> std::process::Command {
    let mut cargo = cargo();
    cargo.args([command, "--workspace", "--exclude", "browser"]);
    if command == "test" {
        // It has no tests, and what it needs would have half of the program compiled once more.
        cargo.args(["--exclude", "bindgen"]);
    }
    cargo.env("KADPULS_EMBED_SITE", target("site"));
    cargo
}

/// The program as compiling the unit tests left it.
fn program_under_test() -> PathBuf {
    target("debug").join(format!("kadpuls{}", std::env::consts::EXE_SUFFIX))
}

fn end_to_end() -> Result {
    let chromium = chromium::find()?;
    npm::install("end2end")?;
    run(program("npx")
        .args(["playwright", "test"])
        .current_dir(crate::run::root().join("end2end"))
        .env(chromium::VARIABLE, chromium)
        .env("KADPULS_PROGRAM", program_under_test())
        // One line per test, and no report served to a person who may not be there.
        .env("CI", "1"))
}
