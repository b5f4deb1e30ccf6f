//! Running other programs, and telling the person in front what happens and how long it takes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a step could not be done, with what to do about it.
#[derive(Debug)]
pub struct Failure(pub String);

pub type Result<T = ()> = std::result::Result<T, Failure>;

pub fn fail<T>(message: impl Into<String>) -> Result<T> {
    Err(Failure(message.into()))
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Says what is done and why, does it, and says how long it took.
pub fn step<T>(name: &str, why: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("· {name}: {why}");
    _ = std::io::stdout().flush();
    let start = Instant::now();
    let done = work();
    let seconds = start.elapsed().as_secs_f64();
    match &done {
        Ok(_) => println!("  {name}: {seconds:.1} s"),
        Err(_) => println!("  {name}: FAILED after {seconds:.1} s"),
    }
    done
}

/// The repository's top folder.
pub fn root() -> PathBuf {
    // CARGO_MANIFEST_DIR is where xtask was compiled, which is where it belongs.
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_owned()
}

/// A folder or file under cargo's target folder.
pub fn target(path: &str) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(folder).join(path)
}

/// A program to be run from the repository's top.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Ours would be handed on to what cargo builds and make it build that again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs to the end; its output is the person's to see.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| Failure(format!("{}: {error}", name(command))))?;
    if status.success() { Ok(()) } else { fail(format!("`{}` failed ({status})", line(command))) }
}

/// Runs to the end without a word, unless it fails.
pub fn quietly(command: &mut Command) -> Result {
    output(command).map(|_| ())
}

/// Runs to the end and returns what it wrote.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure(format!("{}: {error}", name(command))))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = errors.trim().lines().rev().take(15).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    fail(format!("`{}` failed ({}):\n{}", line(command), output.status, last.join("\n")))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name(command)).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// Where `name` is among the folders of PATH.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
