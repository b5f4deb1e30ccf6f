//! `kadpuls user`: accounts from the command line, the first one among them.

use super::Usage;
use crate::commands::block_on;
use crate::database::Database;
use crate::passwords;
use anyhow::{Context as _, bail};
use chrono::Utc;
use console::Term;
use std::io::{BufRead as _, IsTerminal as _};
use store::{Account, AccountChange, By, NewAccount, Store, StoreError};
use vocabulary::{Role, UnitCode};

/// Add, list, disable accounts and set passwords
#[derive(clap::Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum UserCommand {
    /// Add an account; the password is asked for, or read as the first line of standard input
    Add {
        /// E-mail address
        email: String,
        /// leser, registrator, statistikk or administrator
        #[arg(long, value_parser = |role: &str| role.parse::<Role>())]
        role: Role,
        /// The health trust of a leser, as it is named in the catalogue [default: the whole country]
        #[arg(long)]
        trust: Option<String>,
        /// A unit of a registrator; may be given several times
        #[arg(long = "unit", value_parser = |code: &str| code.parse::<UnitCode>())]
        units: Vec<UnitCode>,
    },
    /// List accounts
    List {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Disable an account and end its sessions
    Disable {
        /// E-mail address
        email: String,
        /// Let it sign in again
        #[arg(long)]
        undo: bool,
    },
    /// Set an account's password and end its sessions; asked for, or the first line of standard input
    Password {
        /// E-mail address
        email: String,
    },
}

/// How the trail names who works on the command line.
const PERSON: &str = "kommandolinje";

pub(super) fn by() -> By<'static> {
    By { at: Utc::now(), account: None, person: PERSON }
}

impl User {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        block_on(async {
            let store = self.database.open().await?;
            match self.command {
                UserCommand::Add { email, role, trust, units } => {
                    add(&store, &email, role, trust, units).await?
                }
                UserCommand::List { json } => list(&store.accounts().await?, json)?,
                UserCommand::Disable { email, undo } => disable(&store, &email, !undo).await?,
                UserCommand::Password { email } => {
                    let account = found(&store, &email).await?;
                    let hash = passwords::hash(asked_for(&account.email)?).await?;
                    store.set_password(account.id, &hash, by()).await?;
                    println!("{}: password set, sessions ended", account.email);
                }
            }
            store.close().await;
            Ok(())
        })
    }
}

pub(super) async fn found(store: &Store, email: &str) -> anyhow::Result<Account> {
    store
        .account_by_email(email)
        .await?
        .with_context(|| format!("there is no account '{email}'; see kadpuls user list"))
}

async fn add(
    store: &Store,
    email: &str,
    role: Role,
    trust: Option<String>,
    units: Vec<UnitCode>,
) -> anyhow::Result<()> {
    if !email.contains('@') {
        return Err(Usage(anyhow::anyhow!("'{email}' is no e-mail address")).into());
    }
    if role == Role::Registrar && units.is_empty() {
        return Err(Usage(anyhow::anyhow!("a registrator needs --unit CODE")).into());
    }
    if trust.is_some() && role != Role::Reader {
        return Err(Usage(anyhow::anyhow!("--trust is for --role leser")).into());
    }
    let catalogue = store.catalogue().await?;
    if let Some(trust) = &trust
        && !catalogue.municipalities.iter().any(|m| m.health_trust == *trust)
    {
        bail!("there is no health trust '{trust}'; write it as on the page Oversikt");
    }
    if let Some(unit) = units.iter().find(|unit| catalogue.unit(unit).is_none()) {
        bail!("there is no unit '{unit}'; import it first");
    }
    if store.account_by_email(email).await?.is_some() {
        bail!("'{}' has an account already; see kadpuls user password", Store::folded(email));
    }
    let hash = passwords::hash(asked_for(email)?).await?;
    let new = NewAccount { email, password: Some(&hash), role, trust: trust.as_deref(), units: &units };
    store.add_account(&new, by()).await?;
    println!("{}: added as {role}", Store::folded(email));
    Ok(())
}

async fn disable(store: &Store, email: &str, disabled: bool) -> anyhow::Result<()> {
    let Account { id, email, role, trust, units, .. } = found(store, email).await?;
    match store.change_account(id, &AccountChange { role, trust, units, disabled }, by()).await {
        Ok(_) if disabled => println!("{email}: disabled, sessions ended"),
        Ok(_) => println!("{email}: enabled"),
        Err(StoreError::Refused(_)) => {
            bail!("'{email}' is the last administrator who can sign in; add another one first")
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn list(accounts: &[Account], json: bool) -> anyhow::Result<()> {
    if json {
        let accounts: Vec<_> = accounts
            .iter()
            .map(|account| {
                serde_json::json!({
                    "email": account.email,
                    "role": account.role,
                    "trust": account.trust,
                    "units": account.units.iter().map(UnitCode::as_str).collect::<Vec<_>>(),
                    "disabled": account.disabled,
                    "password": account.has_password,
                    "password_ends_at": account.password_ends_at,
                    "created_at": account.created_at,
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&accounts)?);
        return Ok(());
    }
    for account in accounts {
        let units: Vec<_> = account.units.iter().map(UnitCode::as_str).collect();
        let area = account.trust.clone().unwrap_or_else(|| units.join(","));
        let state = if account.disabled { "disabled" } else { "" };
        println!("{}\t{}\t{area}\t{state}", account.email, account.role);
    }
    Ok(())
}

/// The new password: typed twice without being shown, or the first line of standard input. Never an argument,
/// which every other user of the machine could read.
fn asked_for(owner: &str) -> anyhow::Result<String> {
    let password = if std::io::stdin().is_terminal() {
        let term = Term::stderr();
        let ask = |what: &str| -> anyhow::Result<String> {
            term.write_str(what)?;
            Ok(term.read_secure_line()?)
        };
        let password = ask("Password: ")?;
        if ask("The same again: ")? != password {
            bail!("the two passwords differ; nothing was changed");
        }
        password
    } else {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("cannot read the password from standard input")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if passwords::fault(&password, owner).is_some() {
        bail!(
            "a password has {} to {} characters and isn't easy to guess; nothing was changed",
            passwords::SHORTEST,
            passwords::LONGEST
        );
    }
    Ok(password)
}
