//! Licences, sources and known faults of everything we depend on.

use crate::run::{Failure, Result, cargo, output, program, quietly, run, target, which};
use std::path::PathBuf;

const VERSION: &str = "0.20.2";

pub fn install() -> Result<PathBuf> {
    let ours = target("tools/bin/cargo-deny");
    if let Some(path) = which("cargo-deny").or_else(|| ours.exists().then(|| ours.clone())) {
        return Ok(path);
    }
    println!("  compiling cargo-deny {VERSION} into target/tools, once");
    // Unoptimised: it runs for a second, and compiles in a third of the time.
    quietly(
        cargo()
            .args(["install", "--locked", "--debug", "cargo-deny", "--version", VERSION, "--root"])
            .arg(target("tools"))
            .env("CARGO_TARGET_DIR", target("tools/build")),
    )?;
    _ = std::fs::remove_dir_all(target("tools/build"));
    Ok(ours)
}

pub fn check() -> Result {
    let deny = install()?;
    run(program(&deny).args(["--log-level", "error", "check", "bans", "licenses", "sources"]))?;
    // The list of known faults is fetched from the net, which may be out of reach.
    if let Err(Failure(_)) = output(program(&deny).args(["--log-level", "error", "fetch", "db"])) {
        println!("  NOT CHECKED: the list of known faults (advisories) can't be fetched here");
        return Ok(());
    }
    run(program(&deny).args(["--log-level", "error", "check", "advisories"]))
}
