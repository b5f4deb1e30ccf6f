//! A `PostgreSQL` of our own for the tests: in a temporary folder, on a socket nobody else uses, gone afterwards.

use crate::packages::{self, is_root};
use crate::run::{Failure, Result, fail, output, program, quietly, which};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that tells the store's tests where it is.
pub const VARIABLE: &str = "KADPULS_TEST_POSTGRES";

/// A running server; dropping it stops it and removes its data.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
}

impl Postgres {
    /// Starts a server, having installed it if need be.
    pub fn start() -> Result<Self> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("kadpuls-pg-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if is_root() {
            quietly(program("chown").arg("postgres:").arg(&folder))?;
        }
        let data = folder.join("data");
        quietly(
            unprivileged(&programs.join("initdb"))
                .args([
                    "--username=kadpuls",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        )?;
        let log = fs::File::create(folder.join("log"))?;
        // Nothing here has to survive a crash, and nobody but this machine's sockets reaches it.
        let server = unprivileged(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off"])
            .args(["-c", "full_page_writes=off", "-c", "max_connections=200"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut this = Self { server, folder };
        this.wait(&programs)?;
        Ok(this)
    }

    /// Where it is, as sqlx reads it.
    pub fn url(&self) -> String {
        format!("postgres://kadpuls@localhost/postgres?host={}", self.folder.display())
    }

    fn wait(&mut self, programs: &Path) -> Result {
        let start = Instant::now();
        loop {
            let mut ready = program(programs.join("pg_isready"));
            if output(ready.arg("-q").arg("-h").arg(&self.folder)).is_ok() {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() || start.elapsed() > Duration::from_secs(30) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return fail(format!("PostgreSQL did not start:\n{log}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast and orderly stop; the number is our own child's.
        _ = program("kill").args(["-INT", &self.server.id().to_string()]).status();
        _ = self.server.wait();
        _ = fs::remove_dir_all(&self.folder);
    }
}

/// The server refuses to run as root, so root runs it as the user Debian's package makes for it.
fn unprivileged(name: &Path) -> Command {
    if !is_root() {
        return program(name);
    }
    let mut command = program("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(name);
    // It may not enter the folder we are in.
    command.current_dir("/");
    command
}

/// The folder with `PostgreSQL`'s programs; Debian keeps them off PATH.
fn programs() -> Result<PathBuf> {
    if let Some(found) = look() {
        return Ok(found);
    }
    packages::install("postgresql")
        .map_err(|Failure(why)| Failure(format!("PostgreSQL is missing: {why}")))?;
    look().ok_or_else(|| Failure("PostgreSQL was installed but its initdb isn't found".into()))
}

fn look() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten();
    let mut folders: Vec<PathBuf> = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    folders.sort();
    folders.extend(which("initdb").and_then(|path| path.parent().map(Path::to_owned)));
    folders
        .into_iter()
        .rev()
        .find(|folder| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file()))
}
