//! One file per command.

pub mod demo;
pub mod import;
pub mod serve;

/// Runs a command's work on the program's threads.
pub fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    use anyhow::Context as _;
    tokio::runtime::Runtime::new().context("cannot start the program's threads")?.block_on(work)
}
