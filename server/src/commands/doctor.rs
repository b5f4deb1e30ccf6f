//! `kadpuls doctor`: the settings as they count, and what stands in the way of serving.
//!
//! It looks and changes nothing: no migration is applied, no database is made.

mod checks;

use crate::commands::block_on;
use crate::config::{Effective, File, From};
use crate::database::Database;
use anyhow::bail;
use checks::{Check, State};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use std::ffi::OsString;

/// Print the settings of `kadpuls serve` and check database, files and clocks
///
/// Exit status 1 when something stands in the way of serving; what is only worth knowing is marked with a '!'.
#[derive(clap::Args)]
pub struct Doctor {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

impl Doctor {
    /// Looks at everything and tells.
    pub fn run(self, program: &Command, file: &File, found: &ArgMatches) -> anyhow::Result<()> {
        // As `serve` would read them, with what the doctor was told about the database.
        let mut given: Vec<OsString> = vec!["kadpuls".into(), "serve".into()];
        let told = found.subcommand_matches("doctor").and_then(|doctor| doctor.value_source("database"));
        if told == Some(ValueSource::CommandLine) {
            given.extend(["--database".into(), self.database.url().into()]);
        }
        let found = program.clone().try_get_matches_from(given)?;
        let settings = file.effective(program, &found);
        let of = |key: &str| settings.iter().find(|one| one.setting.key == key)?.value.clone();
        let serve = found.subcommand_matches("serve");
        let facts = checks::Facts {
            url: self.database.url().to_owned(),
            replica: serve.and_then(|serve| serve.get_one::<String>("replica")).cloned(),
            uploads: of("uploads").map_or_else(std::env::temp_dir, Into::into),
            addr: of("addr").and_then(|addr| addr.parse().ok()),
            proxied: of("https").as_deref() == Some("true") || of("trusted_proxies").is_some(),
        };
        let checks = block_on(async { Ok(checks::all(&facts, chrono::Utc::now()).await) })?;
        let failed = checks.iter().filter(|check| check.state == State::Fails).count();
        if self.json {
            print_json(file, &settings, &checks)?;
        } else {
            print_text(file, &settings, &checks);
        }
        match failed {
            0 => Ok(()),
            1 => bail!("one check failed; see above what to do"),
            some => bail!("{some} checks failed; see above what to do"),
        }
    }
}

fn from(effective: &Effective) -> &'static str {
    match effective.from {
        From::Program => "default",
        From::File => "file",
        From::Environment => "environment",
        From::CommandLine => "command line",
    }
}

fn print_text(file: &File, settings: &[Effective], checks: &[Check]) {
    match &file.path {
        Some(path) => println!("Settings (file: {})", path.display()),
        None => println!("Settings (no file)"),
    }
    for one in settings {
        let value = one.value.as_deref().unwrap_or("-");
        let from = match one.from {
            From::Environment => format!("environment: {}", one.setting.variable),
            _ => from(one).to_owned(),
        };
        println!("  {:<16} {value:<44} {from}", one.setting.key);
    }
    println!("\nChecks");
    for check in checks {
        let mark = match check.state {
            State::Fine => "ok  ",
            State::Notable => "!   ",
            State::Fails => "FAIL",
        };
        println!("  {mark} {:<12} {}", check.name, check.found);
        if let Some(advice) = &check.advice {
            println!("       {:<12} → {advice}", "");
        }
    }
}

fn print_json(file: &File, settings: &[Effective], checks: &[Check]) -> anyhow::Result<()> {
    let settings: Vec<_> = settings
        .iter()
        .map(|one| {
            serde_json::json!({
                "key": one.setting.key, "variable": one.setting.variable, "value": one.value, "from": from(one),
            })
        })
        .collect();
    let all = serde_json::json!({ "file": file.path, "settings": settings, "checks": checks });
    println!("{}", serde_json::to_string_pretty(&all)?);
    Ok(())
}
