//! The list of parts (SBOM, `CycloneDX`) that goes into the package: one of the program, one of what it sends to browsers.
//! Made by cargo-cyclonedx; not part of `build`, and nobody who builds waits for it.

use crate::run::{Result, cargo, fail, output, program, quietly, root, target, which};
use std::fs;
use std::path::PathBuf;

const VERSION: &str = "0.5.9";

/// Package, its target, what cargo-cyclonedx calls its file, and what we call it.
const LISTS: [(&str, Option<&str>, &str, &str); 2] = [
    ("server", None, "server/kadpuls_bin.cdx.json", "kadpuls.cdx.json"),
    ("browser", Some("wasm32-unknown-unknown"), "app/browser/browser_cdylib.cdx.json", "browser.cdx.json"),
];
/// Where it leaves a list for each program of the workspace, ours to clear away.
const LEFT: [&str; 4] =
    [LISTS[0].2, LISTS[1].2, "crates/xtask/xtask_bin.cdx.json", "crates/bindgen/bindgen_bin.cdx.json"];

/// Puts the lists into `target/parts`, and fails where one lacks a crate that is linked.
pub fn make() -> Result {
    let tool = install()?;
    // Where `server/Cargo.toml` has it from, wherever cargo builds.
    let folder = root().join("target/parts");
    fs::create_dir_all(&folder)?;
    for (package, platform, made, name) in LISTS {
        let host = host()?;
        let platform = platform.unwrap_or(&host);
        let mut list = program(&tool);
        list.args([
            "cyclonedx",
            "--format",
            "json",
            "--spec-version",
            "1.5",
            "--describe",
            "binaries",
            "--quiet",
        ]);
        let done = quietly(list.args(["--manifest-path", "server/Cargo.toml", "--target", platform]));
        let text = fs::read_to_string(root().join(made));
        for left in LEFT {
            _ = fs::remove_file(root().join(left));
        }
        done?;
        // Where it was built is nobody's business.
        let text = text?.replace(&root().display().to_string(), "/kadpuls");
        let linked = output(
            cargo()
                .args(["tree", "--package", package, "--edges", "normal,no-proc-macro"])
                .args(["--target", platform, "--prefix", "none", "--format", "{p}"]),
        )?;
        let missing = missing(&text, &linked);
        if !missing.is_empty() {
            return fail(format!("{name} doesn't name what is linked: {}", missing.join(", ")));
        }
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

fn install() -> Result<PathBuf> {
    let ours = target("tools/bin/cargo-cyclonedx");
    if let Some(path) = which("cargo-cyclonedx").or_else(|| ours.exists().then(|| ours.clone())) {
        return Ok(path);
    }
    println!("  compiling cargo-cyclonedx {VERSION} into target/tools, once");
    quietly(
        cargo()
            .args(["install", "--locked", "--debug", "cargo-cyclonedx", "--version", VERSION, "--root"])
            .arg(target("tools"))
            .env("CARGO_TARGET_DIR", target("tools/build")),
    )?;
    _ = fs::remove_dir_all(target("tools/build"));
    Ok(ours)
}

/// The machine that we compile for.
fn host() -> Result<String> {
    let about = output(program("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map_or_else(|| fail("rustc doesn't tell its host"), |host| Ok(host.to_owned()))
}

/// The crates of `linked` (lines as `serde v1.0.2 (…)`) whose package URL isn't in `list`.
fn missing(list: &str, linked: &str) -> Vec<String> {
    let mut missing: Vec<String> = linked
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?.strip_prefix('v')?))
        })
        .map(|(name, version)| format!("pkg:cargo/{name}@{version}"))
        // Followed by the end of the text, or by where it is from.
        .filter(|url| !list.contains(&format!("{url}\"")) && !list.contains(&format!("{url}?")))
        .collect();
    missing.sort();
    missing.dedup();
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_is_linked_and_not_named_is_found() {
        let list =
            r#"{"purl": "pkg:cargo/serde@1.0.2"}, {"purl": "pkg:cargo/app@0.1.0?download_url=file://."}"#;
        assert!(missing(list, "app v0.1.0 (/x/app)\nserde v1.0.2\nserde v1.0.2 (*)\n\n").is_empty());
        let found =
            missing(list, "serde v1.0.21\nserde_json v1.0.2\nserde v1.0.2\nring v0.17.14\nring v0.17.14 (*)");
        assert_eq!(found, ["pkg:cargo/ring@0.17.14", "pkg:cargo/serde@1.0.21", "pkg:cargo/serde_json@1.0.2"]);
    }
}
