//! The program `kadpuls`: reads the command line and hands over to one file per command.

mod allocator;
mod chart_file;
mod commands;
mod config;
mod database;
mod demo_accounts;
mod extract;
mod http;
mod logs;
mod organisation;
mod passwords;
mod report_file;
mod service;
mod short_code;
mod tokens;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Belegg, liggetid, innleggelsesveier og effekt av kommunale øyeblikkelig hjelp-døgnplasser (KAD).
#[derive(Parser)]
#[command(name = "kadpuls", version)]
struct Arguments {
    /// File with settings; below the environment and the command line; none: no file [default: /etc/kadpuls/kadpuls.toml
    /// where it is there]
    #[arg(long, global = true, env = "KADPULS_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    log: logs::Log,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Backup(commands::backup::Backup),
    Chart(commands::chart::Chart),
    Report(commands::report::Report),
    Serve(Box<commands::serve::Serve>),
    Import(commands::import::Import),
    Demo(commands::demo::Demo),
    Doctor(commands::doctor::Doctor),
    Effect(commands::effect::Effect),
    Extract(commands::extract::Extract),
    Measure(commands::measure::Measure),
    Restore(commands::restore::Restore),
    User(commands::user::User),
    Token(commands::token::Token),
}

fn main() -> ExitCode {
    let given: Vec<OsString> = std::env::args_os().collect();
    let program = Arguments::command();
    let file = match config::File::find(&program, &given, |name| std::env::var_os(name)) {
        Ok(file) => file,
        Err(error) => {
            // Help is there whatever a file says.
            if let Err(help) = program.try_get_matches_from(given)
                && matches!(help.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
            {
                help.exit();
            }
            return failed(&error);
        }
    };
    let program = file.apply(program);
    let found = program.clone().get_matches_from(given);
    let arguments = Arguments::from_arg_matches(&found).unwrap_or_else(|error| error.exit());
    // These read much and then little, for long or within a limit.
    if matches!(arguments.command, Command::Serve(_) | Command::Extract(_)) {
        allocator::be_frugal();
    }
    arguments.log.start();
    let done = match arguments.command {
        Command::Backup(backup) => backup.run(),
        Command::Chart(chart) => chart.run(),
        Command::Report(report) => report.run(),
        Command::Serve(serve) => serve.run(),
        Command::Import(import) => import.run(),
        Command::Demo(demo) => demo.run(),
        Command::Doctor(doctor) => doctor.run(&program, &file, &found),
        Command::Effect(effect) => effect.run(),
        Command::Extract(extract) => extract.run(),
        Command::Measure(measure) => measure.run(),
        Command::Restore(restore) => restore.run(),
        Command::User(user) => user.run(),
        Command::Token(token) => token.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("kadpuls: {error:#}");
    if error.is::<commands::Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
