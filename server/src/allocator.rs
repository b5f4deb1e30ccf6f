//! The allocator, and how it treats what is freed.

/// A page is made of thousands of short texts, on several threads at once: a quarter of its time went into the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is freed goes back to the system at once, and small pieces don't take pages of 2 MB: a server that now and then
/// reads the whole country would else keep for good what it needed for a second. Pages take as long as without.
#[cfg(unix)]
const FRUGAL: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_THP", "0")];

/// Makes the allocator frugal. It reads its settings before `main`, so the program puts itself in its own place with
/// them in its environment, under the same process number; call this before anything is opened or started. What the
/// environment says already stands. Where it can't be done, the program goes on as it is.
#[cfg(unix)]
pub(crate) fn be_frugal() {
    use std::os::unix::process::CommandExt as _;
    let missing = || FRUGAL.into_iter().filter(|(name, _)| std::env::var_os(name).is_none());
    if missing().next().is_none() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    // Comes back only where it failed.
    let _failure = again.args(arguments).envs(missing()).exec();
}

/// Elsewhere it stays as it is.
#[cfg(not(unix))]
pub(crate) fn be_frugal() {}
