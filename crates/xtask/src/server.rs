//! The program itself: compiled, started, measured.

use crate::run::{Result, cargo, program, run, target};
use std::path::PathBuf;

/// Where the release build leaves the program.
pub fn binary() -> PathBuf {
    target("release").join(format!("kadpuls{}", std::env::consts::EXE_SUFFIX))
}

pub fn compile() -> Result {
    run(cargo().args(["build", "--release", "--package", "server"]).env("KADPULS_EMBED_SITE", target("site")))
}

/// Serves demo data until stopped.
pub fn serve(further: &[String]) -> Result {
    println!(
        "· kadpuls serve --demo: on http://127.0.0.1:3000 unless --addr says otherwise; Ctrl-C stops it"
    );
    let mut command = program(binary());
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
    run(program("node").arg("end2end/bench.mjs").arg(binary()).args(further))
}
