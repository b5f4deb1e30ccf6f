//! The program itself: compiled, started, measured.

use crate::run::{Failure, Result, cargo, output, program, run, target};
use std::path::PathBuf;
use std::process::Command;

/// How the program that is installed is compiled: slowly. See `Cargo.toml`.
pub const DIST: &str = "dist";

const RELEASE: &str = "release";

/// Where the build by a profile leaves the program.
fn binary(profile: &str) -> PathBuf {
    target(profile).join(format!("kadpuls{}", std::env::consts::EXE_SUFFIX))
}

/// For who works on it.
pub fn compile() -> Result {
    run(&mut build(RELEASE))
}

/// What is measured.
pub fn compile_dist() -> Result {
    run(&mut build(DIST))
}

/// The same for who gets it from us: it names the commit in every file that it makes. Each commit compiles the pages anew.
pub fn compile_named() -> Result {
    let mut build = build(DIST);
    match commit() {
        Ok(commit) => build.env("KADPULS_COMMIT", commit),
        Err(Failure(why)) => {
            println!("  the program won't name its commit ({why})");
            &mut build
        }
    };
    run(&mut build)
}

fn build(profile: &str) -> Command {
    let mut build = cargo();
    build
        .args(["build", "--profile", profile, "--package", "server"])
        .env("KADPULS_EMBED_SITE", target("site"));
    build
}

/// The commit at hand, and whether files differ from it.
fn commit() -> Result<String> {
    let commit = output(program("git").args(["rev-parse", "--short=12", "HEAD"]))?;
    let differ = output(program("git").args(["status", "--porcelain", "--untracked-files=no"]))?;
    let changed = if differ.trim().is_empty() { "" } else { ".changed" };
    Ok(format!("{}{changed}", commit.trim()))
}

/// Serves demo data until stopped.
pub fn serve(further: &[String]) -> Result {
    println!(
        "· kadpuls serve --demo: on http://127.0.0.1:3000 unless --addr says otherwise; Ctrl-C stops it"
    );
    let mut command = program(binary(RELEASE));
    command.args(["serve", "--demo"]).args(further);
    // The program takes our place, so that whoever stops this stops that.
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        Err(command.exec().into())
    }
    #[cfg(not(unix))]
    run(&mut command)
}

/// Hands over to the script that measures.
pub fn bench(further: &[String]) -> Result {
    run(program("node").arg("end2end/bench.mjs").arg(binary(DIST)).args(further))
}
