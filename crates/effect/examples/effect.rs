//! `cargo run -p effect --example effect -- --panel FILE --estimator NAME … [--json]`
//!
//! The same options as `kadpuls effect`; exit status 1 and a message for refused input.

use std::fs::File;
use std::io::Write as _;
use std::process::ExitCode;

use effect::{flags, read_panel};

fn main() -> ExitCode {
    match answer() {
        Ok(text) => {
            // A reader that closes the pipe early (head) is no fault.
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn answer() -> Result<String, String> {
    let request = flags::parse(std::env::args().skip(1)).map_err(|e| e.to_string())?;
    let path = request.panel.as_deref().ok_or("name a panel file with --panel")?;
    let file = File::open(path).map_err(|e| format!("{path}: {e}; check the path"))?;
    let panel = read_panel(file, &request.specification).map_err(|e| format!("{path}: {e}"))?;
    let answer = request.answer(&panel).map_err(|e| format!("{path}: {e}"))?;
    Ok(request.print(&answer))
}
