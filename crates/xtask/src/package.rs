//! The Debian package: made by cargo-deb from `[package.metadata.deb]` in `server/Cargo.toml`.

use crate::run::{Result, cargo, program, quietly, run, target, which};
use crate::server::DIST;
use std::path::PathBuf;

const VERSION: &str = "3.8.0";

/// Puts `kadpuls_*.deb` into `target/debian`.
pub fn make() -> Result {
    let deb = install()?;
    run(program(&deb).args(["--no-build", "--profile", DIST, "--package", "server"]))
}

fn install() -> Result<PathBuf> {
    let ours = target("tools/bin/cargo-deb");
    if let Some(path) = which("cargo-deb").or_else(|| ours.exists().then(|| ours.clone())) {
        return Ok(path);
    }
    println!("  compiling cargo-deb {VERSION} into target/tools, once; two minutes");
    quietly(
        cargo()
            .args(["install", "--locked", "cargo-deb", "--version", VERSION, "--root"])
            .arg(target("tools"))
            .env("CARGO_TARGET_DIR", target("tools/build")),
    )?;
    _ = std::fs::remove_dir_all(target("tools/build"));
    Ok(ours)
}
