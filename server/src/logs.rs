//! The log: on standard error, as text for people or as JSON for programs, one line an event. The lines of a request
//! carry its reference, see `http::every_answer`.

use std::io::IsTerminal as _;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Log {
    /// What is logged: error, warn, info, debug, or by part of the program as in `info,kadpuls=debug`
    #[arg(long, global = true, env = "RUST_LOG", default_value = "info", value_name = "FILTER", value_parser = filter)]
    log: String,
    /// How the log is written
    #[arg(long, global = true, env = "KADPULS_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    log_format: Format,
}

fn filter(text: &str) -> Result<String, tracing_subscriber::filter::ParseError> {
    EnvFilter::builder().parse(text).map(|_| text.to_owned())
}

impl Log {
    /// From now on; also where the program fails on itself, with the place alone: the words may hold a piece of what
    /// broke it.
    pub fn start(&self) {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            tracing::error!(place, "the program failed on itself");
        }));
        let colours = std::io::stderr().is_terminal();
        let lines = subscriber(&self.log, self.log_format, colours, std::io::stderr);
        _ = tracing::subscriber::set_global_default(lines);
    }
}

/// What takes the events and writes lines to `to`.
pub fn subscriber<W>(filter: &str, format: Format, colours: bool, to: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().parse_lossy(filter);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(to);
    match format {
        Format::Text => Box::new(lines.finish()),
        Format::Json => {
            Box::new(lines.json().flatten_event(true).with_current_span(true).with_span_list(false).finish())
        }
    }
}
