//! Debian packages, through apt: installed where we may, or fetched into a folder of our own.

use crate::run::{Failure, Result, fail, output, program, quietly, which};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The suites to look in for another version of a package than this Debian's own.
const SUITES: [&str; 5] = ["trixie-backports", "forky", "sid", "trixie", "bookworm-backports"];

/// Installs a package, or says that somebody has to.
pub fn install(package: &str) -> Result {
    let may = which("apt-get").is_some() && is_root();
    if !may {
        return fail(format!("please install it (on Debian or Ubuntu: `sudo apt-get install {package}`)"));
    }
    println!("  installing Debian's package {package}");
    let apt = || {
        let mut command = program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    quietly(apt().args(["-qq", "update"]))?;
    quietly(apt().args(["-qq", "install", "--yes", "--no-install-recommends", package]))
}

/// Whether this is the user who may install and must not run a database.
pub fn is_root() -> bool {
    output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Fetches a package whose upstream version is exactly `version` into `folder`, with apt's own checks of the
/// signatures, and without touching what apt knows of this machine. The mirror is the one apt uses anyway.
pub fn download_debian(package: &str, version: &str, folder: &Path) -> Result<PathBuf> {
    if which("apt-get").is_none() {
        return fail("there is no apt here to fetch it with");
    }
    for part in ["state/lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let mirror = mirror()?;
    let mut reasons = Vec::new();
    for suite in SUITES {
        let list = format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n");
        fs::write(folder.join("sources.list"), list)?;
        if let Err(Failure(why)) = quietly(apt("apt-get", folder).arg("update")) {
            reasons.push(format!("{suite}: {}", why.lines().last().unwrap_or_default()));
            continue;
        }
        let offered = output(apt("apt-cache", folder).args(["madison", package]))?;
        let exact = offered
            .lines()
            .filter_map(|line| line.split('|').nth(1))
            .map(str::trim)
            .find(|offer| upstream(offer) == version);
        let Some(exact) = exact else {
            reasons.push(format!("{suite}: no version {version}"));
            continue;
        };
        let wanted = format!("{package}={exact}");
        quietly(apt("apt-get", folder).args(["download", &wanted]).current_dir(folder))?;
        let file = fs::read_dir(folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .find(|path| path.extension().is_some_and(|ending| ending == "deb"));
        return file.map_or_else(|| fail("apt-get downloaded nothing"), Ok);
    }
    fail(format!(
        "{package} {version} is in none of Debian's suites that were asked:\n{}",
        reasons.join("\n")
    ))
}

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// apt with everything it remembers in `folder`.
fn apt(name: &str, folder: &Path) -> Command {
    let mut command = program(name);
    let folder = folder.display();
    for setting in [
        format!("Dir::State={folder}/state"),
        format!("Dir::Cache={folder}/cache"),
        format!("Dir::Etc::SourceList={folder}/sources.list"),
        "Dir::Etc::SourceParts=/dev/null".into(),
        "APT::Sandbox::User=root".into(),
    ] {
        command.arg("-o").arg(setting);
    }
    command
}

/// Debian's mirror in apt's own configuration.
fn mirror() -> Result<String> {
    let targets =
        output(program("apt-get").args(["indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)"]))?;
    let configured = targets.lines().find_map(|line| line.strip_prefix("Debian Debian ").map(str::to_owned));
    configured.or_else(sources_uri).map_or_else(|| fail("apt has no mirror of Debian configured"), Ok)
}

/// The same before the first `apt-get update`, when apt doesn't know its sources' origin yet.
fn sources_uri() -> Option<String> {
    let targets =
        output(program("apt-get").args(["indextargets", "--format", "$(SITE) $(REPO_URI)"])).ok()?;
    targets
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .find(|uri| uri.trim_end_matches('/').ends_with("/debian"))
        .map(str::to_owned)
}

/// `1.95.0+dfsg1-2~bpo13+1` → `1.95.0`.
fn upstream(version: &str) -> &str {
    version.split(['+', '-', '~']).next().unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::upstream;

    #[test]
    fn debians_additions_to_a_version_are_left_out() {
        assert_eq!(upstream("1.95.0+dfsg1-2~bpo13+1"), "1.95.0");
        assert_eq!(upstream("1.85.0"), "1.85.0");
    }
}
