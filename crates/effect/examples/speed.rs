//! Times every estimator on a panel file, one thread, and prints CPU seconds as JSON (median of up to five runs,
//! reading the file apart; where the system doesn't tell CPU time, wall time): `speed PANEL.csv [TASK …]`. `reference/bench.py` makes the national panel, runs this beside
//! the Python packages and prints the ratios.

use std::collections::BTreeMap;
use std::fs::File;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Instant;

use effect::{Refusal, Status, flags, read_panel, run};

/// Names as in `bench.py`, with options as on the command line.
const TASKS: [(&str, &str); 10] = [
    ("imputation", "--estimator imputation"),
    ("imputation by age", "--estimator imputation --by age"),
    ("its", "--estimator its"),
    ("twfe", "--estimator twfe --by age"),
    ("twfe jackknife", "--estimator twfe --by age --variance jackknife"),
    ("event-study", "--estimator event-study --by age --bins month --window -24:36"),
    ("group-time", "--estimator group-time"),
    ("group-time not-yet", "--estimator group-time --control not-yet"),
    ("sun-abraham", "--estimator sun-abraham"),
    ("bjs", "--estimator bjs"),
];

/// Seconds this thread has computed (Linux: `/proc/thread-self/schedstat`), or wall time since the first call.
fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let computed = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = computed.and_then(|s| s.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn time(path: &str, options: &str) -> Result<(f64, f64), Refusal> {
    let spec = flags::parse(options.split_whitespace())?.specification;
    let start = now();
    let file = File::open(path).map_err(|e| Refusal::Unreadable(e.to_string()))?;
    let panel = read_panel(file, &spec)?;
    let reading = now() - start;
    let mut times = Vec::new();
    while times.len() < 5 && times.iter().sum::<f64>() < 4.0 {
        let start = now();
        let answer = run(&spec, &panel)?;
        times.push(now() - start);
        if answer.status == Status::NotEstimable {
            return Err(Refusal::Incompatible(answer.warnings.join("; ")));
        }
    }
    times.sort_by(f64::total_cmp);
    Ok((reading, times[times.len() / 2]))
}

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("speed PANEL.csv [TASK …]");
        return ExitCode::FAILURE;
    };
    let wanted: Vec<String> = std::env::args().skip(2).collect();
    let mut seconds = BTreeMap::new();
    for (name, options) in
        TASKS.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
    {
        match time(&path, options) {
            Ok((reading, median)) => {
                seconds.insert("reading", reading);
                seconds.insert(name, median);
            }
            Err(refusal) => eprintln!("{name}: {refusal}"),
        }
    }
    // Peak memory of this process, where the system tells (Linux).
    if let Some(line) = std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| s.lines().find(|l| l.starts_with("VmHWM")).map(str::to_owned))
    {
        eprintln!("peak memory {}", line.trim_start_matches("VmHWM:").trim());
    }
    println!("{}", serde_json::json!(seconds));
    ExitCode::SUCCESS
}
