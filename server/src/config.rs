//! The settings: a file, below the environment, below the command line.
//!
//! A setting is an option of `kadpuls serve` that has a variable of the environment; in the file it is named as the
//! option is, with `_` for `-`. What the file says becomes the option's default, so that clap itself decides what
//! counts, and can be asked where it came from.

use anyhow::{Context as _, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Read where nothing else is said, if it is there.
const PLACE: &str = "/etc/kadpuls/kadpuls.toml";
/// Names the file.
const VARIABLE: &str = "KADPULS_CONFIG";
/// In place of a file's name: none is read.
const NONE: &str = "none";
/// The option that names the file is no setting in it.
const OPTION: &str = "config";

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the file.
    pub key: String,
    /// Its variable in the environment.
    pub variable: String,
    /// It may hold a password: never shown.
    pub secret: bool,
    id: String,
}

/// A setting as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Which.
    pub setting: Setting,
    /// Its value as it may be shown; `None`: not set, and the program chooses.
    pub value: Option<String>,
    /// Where it comes from.
    pub from: From,
}

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Nobody said anything.
    Program,
    /// The file.
    File,
    /// The environment.
    Environment,
    /// The command line.
    CommandLine,
}

/// The settings that there are, by key: those of `serve`.
pub fn settings(program: &Command) -> Vec<Setting> {
    let serve = program.find_subcommand("serve");
    let arguments = program.get_arguments().chain(serve.into_iter().flat_map(Command::get_arguments));
    let mut settings: Vec<Setting> = arguments
        .filter(|argument| argument.get_id() != OPTION)
        .filter_map(|argument| {
            Some(Setting {
                key: argument.get_long()?.replace('-', "_"),
                variable: argument.get_env()?.to_str()?.to_owned(),
                secret: argument.is_hide_env_values_set(),
                id: argument.get_id().to_string(),
            })
        })
        .collect();
    settings.sort_by(|a, b| a.key.cmp(&b.key));
    settings
}

/// A file of settings.
#[derive(Debug, Default)]
pub struct File {
    /// Where it lies; `None`: there is none.
    pub path: Option<PathBuf>,
    /// What it says, by key, as one would write it on the command line.
    values: BTreeMap<String, String>,
}

impl File {
    /// The file that the command line or the environment names, or the one at its usual place.
    ///
    /// # Errors
    /// A file that is named and isn't there, can't be read, or says what nobody understands.
    pub fn find(
        program: &Command,
        arguments: &[OsString],
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> anyhow::Result<Self> {
        let named = named(arguments).or_else(|| variable(VARIABLE)).filter(|name| !name.is_empty());
        let path = match named {
            Some(name) if name == NONE => return Ok(Self::default()),
            Some(name) => PathBuf::from(name),
            // Being kept from looking is no reason to go on with other settings than everybody else.
            None if matches!(Path::new(PLACE).try_exists(), Ok(false)) => return Ok(Self::default()),
            None => PathBuf::from(PLACE),
        };
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read the settings in {}: run as a user who may (sudo -u kadpuls kadpuls …), name another \
                 file with --config, or none with --config {NONE}",
                path.display()
            )
        })?;
        let values = read(program, &text).with_context(|| format!("settings in {}", path.display()))?;
        Ok(Self { path: Some(path), values })
    }

    /// The program with the file's values as the defaults of its options, in every command that has them.
    pub fn apply(&self, program: Command) -> Command {
        let ids: BTreeMap<String, &'static str> = settings(&program)
            .into_iter()
            .filter_map(|setting| {
                // Once per run of the program: clap keeps its own texts for as long.
                let value: &'static str = self.values.get(&setting.key)?.clone().leak();
                Some((setting.variable, value))
            })
            .collect();
        apply(program, &ids)
    }

    /// The settings of `serve` as they count, by key.
    pub fn effective(&self, program: &Command, found: &ArgMatches) -> Vec<Effective> {
        let serve = found.subcommand_matches("serve").unwrap_or(found);
        settings(program)
            .into_iter()
            .map(|setting| {
                let values = serve.try_get_raw(&setting.id).ok().flatten();
                let value = values
                    .map(|values| values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(","));
                let from = match serve.value_source(&setting.id) {
                    Some(ValueSource::CommandLine) => From::CommandLine,
                    Some(ValueSource::EnvVariable) => From::Environment,
                    _ if self.values.contains_key(&setting.key) => From::File,
                    _ => From::Program,
                };
                let value = value.map(|value| match setting.secret {
                    true if setting.key.ends_with("_secret") => "…".to_owned(),
                    true => masked(&value),
                    false => value,
                });
                Effective { setting, value, from }
            })
            .collect()
    }
}

fn apply(command: Command, values: &BTreeMap<String, &'static str>) -> Command {
    let command = command.mut_args(|argument| {
        let variable = argument.get_env().and_then(OsStr::to_str);
        let Some(value) = variable.and_then(|variable| values.get(variable)) else { return argument };
        let secret = argument.is_hide_env_values_set();
        argument.default_value(*value).hide_default_value(secret)
    });
    command.mut_subcommands(|command| apply(command, values))
}

/// The value of `--config`, before anything else is read.
fn named(arguments: &[OsString]) -> Option<OsString> {
    let mut arguments = arguments.iter().take_while(|argument| *argument != "--");
    while let Some(argument) = arguments.next() {
        if argument == "--config" {
            return arguments.next().cloned();
        }
        if let Some(name) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            return Some(name.into());
        }
    }
    None
}

/// Reads a file's text and holds every value against its option.
fn read(program: &Command, text: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let table: toml::Table = toml::from_str(text)?;
    let settings = settings(program);
    // One option at a time, and nothing from the environment, so that a fault is the file's.
    let bare = bare(program.clone());
    let mut values = BTreeMap::new();
    for (key, value) in table {
        let Some(setting) = settings.iter().find(|setting| setting.key == key) else {
            let known: Vec<_> = settings.iter().map(|setting| setting.key.as_str()).collect();
            bail!("'{key}' is no setting; there are: {}", known.join(", "));
        };
        let value = plain(&value)
            .with_context(|| format!("{key}: expected text, a number, true or false, or a list of texts"))?;
        let option = format!("--{}={value}", key.replace('_', "-"));
        if let Err(error) = bare.clone().try_get_matches_from(["kadpuls", "serve", &option]) {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let why = if setting.secret { "the value isn't understood".to_owned() } else { why };
            bail!("{key}: {why}");
        }
        values.insert(key, value);
    }
    Ok(values)
}

fn bare(command: Command) -> Command {
    command.mut_args(|argument| argument.env(None::<&'static str>)).mut_subcommands(bare)
}

/// A value as one would write it on the command line.
fn plain(value: &toml::Value) -> Option<String> {
    Some(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Array(values) => {
            values.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>()?.join(",")
        }
        _ => return None,
    })
}

/// A secret as it may be shown: an address without user, password and parameters; else what stands before the colon.
pub fn masked(value: &str) -> String {
    if let Some((scheme, rest)) = value.split_once("://") {
        let rest = rest.split('?').next().unwrap_or_default();
        return match rest.rsplit_once('@') {
            Some((_, host)) => format!("{scheme}://…@{host}"),
            None => format!("{scheme}://{rest}"),
        };
    }
    match value.split_once(':') {
        // An address and port is no secret.
        _ if value.parse::<std::net::SocketAddr>().is_ok() => value.to_owned(),
        Some((kind, _)) => format!("{kind}:…"),
        None if value.chars().all(|c| c.is_ascii_lowercase() || c == '-') && value.len() <= 12 => {
            value.to_owned()
        }
        None => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests;
