//! The program `kadpuls`: reads the command line and hands over to one file per command.

mod chart_file;
mod commands;
mod database;
mod demo_accounts;
mod http;
mod passwords;
mod tokens;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// A page is made of thousands of short texts, on several threads at once: a quarter of its time went into the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Belegg, liggetid, innleggelsesveier og effekt av kommunale øyeblikkelig hjelp-døgnplasser (KAD).
#[derive(Parser)]
#[command(name = "kadpuls", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Chart(commands::chart::Chart),
    Serve(commands::serve::Serve),
    Import(commands::import::Import),
    Demo(commands::demo::Demo),
    Effect(commands::effect::Effect),
    Measure(commands::measure::Measure),
    User(commands::user::User),
    Token(commands::token::Token),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match arguments.command {
        Command::Chart(chart) => chart.run(),
        Command::Serve(serve) => serve.run(),
        Command::Import(import) => import.run(),
        Command::Demo(demo) => demo.run(),
        Command::Effect(effect) => effect.run(),
        Command::Measure(measure) => measure.run(),
        Command::User(user) => user.run(),
        Command::Token(token) => token.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kadpuls: {error:#}");
            if error.is::<commands::Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}
