//! The API against its own description, by somebody else's program: schemathesis sends what the description allows
//! and what it doesn't, and holds every answer against it.

use crate::run::{Failure, Result, fail, output, program, quietly, run, target, which};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Releases come every week; this one is known to run.
const VERSION: &str = "4.32.5";
/// The same requests in every run.
const SEED: &str = "7";
/// Random requests of each address, beside the systematic ones.
const EXAMPLES: &str = "6";
/// A run whose token doesn't count would find nothing wrong: it fails.
const SETTINGS: &str = "[warnings]\ndisplay = [\"missing_auth\"]\nfail-on = [\"missing_auth\"]\n";
const EMAIL: &str = "api@eksempel.no";

/// Installs it beside the other tools, once; `None` where that isn't possible here.
fn install() -> Option<PathBuf> {
    let folder = target("tools").join(format!("schemathesis-{VERSION}"));
    let ours = folder.join(if cfg!(windows) { "Scripts/st.exe" } else { "bin/st" });
    if ours.exists() {
        return Some(ours);
    }
    let python = which("python3")?;
    println!("  fetching schemathesis {VERSION} into target/tools, once");
    let pip = ours.with_file_name(if cfg!(windows) { "pip.exe" } else { "pip" });
    let made = quietly(program(python).args(["-m", "venv"]).arg(&folder)).and_then(|()| {
        quietly(
            program(pip)
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .arg(format!("schemathesis=={VERSION}")),
        )
    });
    if let Err(Failure(why)) = made {
        println!("  {}", why.lines().last().unwrap_or_default());
        _ = fs::remove_dir_all(folder);
        return None;
    }
    Some(ours)
}

/// Holds the API of `kadpuls` against its description, on a small database of its own.
pub fn check(kadpuls: &Path) -> Result {
    let Some(schemathesis) = install() else {
        println!(
            "  NOT CHECKED: the API against its description; schemathesis needs python3 and the net, once"
        );
        return Ok(());
    };
    let folder = target("api-under-test");
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let token = fill(kadpuls, &folder)?;
    let settings = folder.join("schemathesis.toml");
    fs::write(&settings, SETTINGS)?;
    // Free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let log = fs::File::create(folder.join("serve.log"))?;
    let mut server = Server(
        ours(kadpuls, &folder)
            .args(["serve", "--addr", &address, "--requests-per-minute", "0"])
            .stderr(log)
            .spawn()?,
    );
    server.wait_for(&address)?;
    // Not that every request which fits is answered with success: which units and periods there are, no description
    // says, and a row may be wrong in ways that it can't tell.
    run(program(schemathesis)
        .arg("--config-file")
        .arg(settings)
        .args(["run", &format!("http://{address}/api/v1/openapi.json")])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--phases", "examples,coverage,fuzzing", "--exclude-checks", "positive_data_acceptance"])
        .args(["--max-examples", EXAMPLES, "--seed", SEED, "--generation-database", "none", "--no-shrink"])
        .current_dir(folder))
}

/// The program on the database in `folder`.
fn ours(kadpuls: &Path, folder: &Path) -> Command {
    let mut command = program(kadpuls);
    command.env("DATABASE_URL", format!("sqlite://{}", folder.join("api.db").display())).current_dir(folder);
    command
}

/// Two units, half a year of days and stays, and an administrator's token, which is returned.
fn fill(kadpuls: &Path, folder: &Path) -> Result<String> {
    let mut days = "enhet;dato;senger;belagt;innleggelser;utskrivinger;avvist\n".to_owned();
    let mut stays = "enhet;opphold_id;kommune;inn;ut;alder;henvist_av;utskrevet_til\n".to_owned();
    for (i, (month, day)) in (1..=6).flat_map(|month| (1..=28).map(move |day| (month, day))).enumerate() {
        for (unit, home) in [("A-1", "0301"), ("B-2", "3103")] {
            let (occupied, age) = (i % 4, 40 + i % 50);
            _ = writeln!(days, "{unit};2024-{month:02}-{day:02};4;{occupied};1;1;0");
            _ = writeln!(
                stays,
                "{unit};{i};{home};2024-{month:02}-{day:02} 02:00;2024-{month:02}-{day:02} 20:00;{age};fastlege;hjem"
            );
        }
    }
    let units = "enhet;navn;type;vertskommune\nA-1;Prøve KAD;kad;0301\nB-2;Øvre sykestue;sykestue;3103\n";
    for (kind, rows) in [("enheter", units), ("registreringer", &days), ("opphold", &stays)] {
        let file = folder.join(format!("{kind}.csv"));
        fs::write(&file, rows)?;
        quietly(ours(kadpuls, folder).args(["import", kind]).arg(file))?;
    }
    let mut user = ours(kadpuls, folder);
    let mut user = user
        .args(["user", "add", EMAIL, "--role", "administrator"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    if let Some(mut password) = user.stdin.take() {
        password.write_all(b"bare til test her\n")?;
    }
    if !user.wait()?.success() {
        return fail("no account could be made for the API's test");
    }
    Ok(output(ours(kadpuls, folder).args(["token", "add", EMAIL, "schemathesis", "--days", "1"]))?
        .trim()
        .to_owned())
}

/// Stopped when it is dropped.
struct Server(Child);

impl Server {
    fn wait_for(&mut self, address: &str) -> Result {
        for _ in 0..300 {
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.0.try_wait()? {
                return fail(format!("the program stopped ({status}): see target/api-under-test/serve.log"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        fail("the program doesn't answer: see target/api-under-test/serve.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
