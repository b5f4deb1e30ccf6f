//! Packages from npm, exactly as the lock files say.

use crate::run::{Result, fail, program, quietly, root, which};
use crate::stamp;

/// `npm ci` in `folder`, unless it was done for this lock file.
pub fn install(folder: &str) -> Result {
    if which("npm").is_none() {
        return fail("npm is missing: install Node.js (https://nodejs.org) and run this again");
    }
    let here = root().join(folder);
    let name = format!("npm-{}", folder.replace('/', "-"));
    stamp::unless_done(&name, &[here.join("package-lock.json")], &here.join("node_modules"), || {
        quietly(program("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&here))
    })
}
