//! One file per command.

pub mod backup;
pub mod chart;
pub mod demo;
pub mod doctor;
pub mod effect;
pub mod extract;
pub mod import;
pub mod measure;
pub mod report;
pub mod restore;
pub mod serve;
pub mod token;
pub mod user;
mod view;

/// Runs a command's work on the program's threads.
pub fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    use anyhow::Context as _;
    tokio::runtime::Runtime::new().context("cannot start the program's threads")?.block_on(work)
}

/// A command line that can't be carried out as it is written: exit status 2.
#[derive(Debug)]
pub struct Usage(pub anyhow::Error);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}; see --help", self.0)
    }
}

impl std::error::Error for Usage {}
