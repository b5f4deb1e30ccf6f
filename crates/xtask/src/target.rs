//! The standard library for the browser. `rustup target add` is the whole story wherever rustup's server can
//! be reached. Elsewhere it is built from the library's source as Debian packages it, which takes a
//! minute; nothing is installed system-wide but the target itself, where rustup would have put it.

use crate::packages;
use crate::run::{Failure, Result, cargo, fail, output, program, quietly, which};
use std::fs;
use std::path::{Path, PathBuf};

const TRIPLE: &str = "wasm32-unknown-unknown";

pub fn install() -> Result {
    let sysroot = PathBuf::from(output(program("rustc").args(["--print", "sysroot"]))?.trim());
    let home = sysroot.join("lib/rustlib").join(TRIPLE).join("lib");
    if has_library(&home) {
        return Ok(());
    }
    let rustup = which("rustup").map(|_| quietly(program("rustup").args(["target", "add", TRIPLE])));
    if matches!(rustup, Some(Ok(()))) && has_library(&home) {
        return Ok(());
    }
    println!("  rustup can't fetch {TRIPLE} here: building it from Debian's package rust-src");
    from_source(&sysroot, &home).map_err(|Failure(why)| {
        Failure(format!(
            "the browser target is missing. Where rustup's server can be reached, `rustup target add {TRIPLE}` \
             installs it. Building it from source failed: {why}"
        ))
    })
}

fn has_library(home: &Path) -> bool {
    fs::read_dir(home).is_ok_and(|mut entries| {
        entries
            .any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

fn from_source(sysroot: &Path, home: &Path) -> Result {
    let version = output(program("rustc").arg("--version"))?;
    let Some(version) = version.split_whitespace().nth(1).map(str::to_owned) else {
        return fail("`rustc --version` says no version");
    };
    let work = std::env::temp_dir().join(format!("kadpuls-std-{}", std::process::id()));
    fs::create_dir_all(&work)?;
    let link = sysroot.join("lib/rustlib/src/rust");
    let done = build(&version, &work, &link, home);
    // Only ever a link of our own: a real folder is rustup's component rust-src.
    if link.is_symlink() {
        _ = fs::remove_file(&link);
    }
    _ = fs::remove_dir_all(&work);
    done
}

fn build(version: &str, work: &Path, link: &Path, home: &Path) -> Result {
    if !link.join("library").is_dir() {
        let package = packages::download_debian("rust-src", version, work)?;
        let unpacked = work.join("unpacked");
        quietly(program("dpkg").arg("-x").arg(&package).arg(&unpacked))?;
        let sources = unpacked.join("usr/src").join(format!("rustc-{version}"));
        if !sources.join("library").is_dir() {
            return fail(format!("{} doesn't hold the library's source", package.display()));
        }
        fs::create_dir_all(link.parent().unwrap_or(link))?;
        _ = fs::remove_file(link);
        make_link(&sources, link)?;
    }
    let empty = work.join("empty");
    fs::create_dir_all(empty.join("src"))?;
    fs::write(empty.join("src/lib.rs"), "")?;
    fs::write(
        empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    let parts = "build-std=std,panic_abort,panic_unwind,proc_macro,test";
    // Without its bitcode the library could not take part in optimisation across crates.
    quietly(
        cargo()
            .args(["build", "--release", "-Z", parts, "--target", TRIPLE])
            .current_dir(&empty)
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", empty.join("target")),
    )?;
    fs::create_dir_all(home)?;
    // libstd last: it is what says that the target is whole.
    let mut files: Vec<PathBuf> = fs::read_dir(empty.join("target").join(TRIPLE).join("release/deps"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort_by_key(|file| named(file, "libstd-"));
    for file in files {
        if file.extension().is_some_and(|ending| ending == "rlib") && !named(&file, "libempty-") {
            fs::copy(&file, home.join(file.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

fn named(file: &Path, start: &str) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
}

#[cfg(unix)]
fn make_link(to: &Path, link: &Path) -> Result {
    Ok(std::os::unix::fs::symlink(to, link)?)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> Result {
    fail("this is only done on Linux")
}
