//! `kadpuls token`: what programs sign in with.

use super::Usage;
use super::user::{by, found};
use crate::commands::block_on;
use crate::database::Database;
use crate::tokens;
use anyhow::bail;
use chrono::Utc;

/// Add, list and revoke the tokens that programs sign in with
#[derive(clap::Args)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum TokenCommand {
    /// Add a token to an account and print it, once
    Add {
        /// E-mail address of the account
        email: String,
        /// Which program it is for
        label: String,
        /// Days that it counts
        #[arg(long, default_value_t = 180)]
        days: i64,
    },
    /// List an account's tokens: number, program, made, ends, last used
    List {
        /// E-mail address of the account
        email: String,
    },
    /// Take a token away
    Revoke {
        /// E-mail address of the account
        email: String,
        /// The token's number, see list
        id: i64,
    },
}

impl Token {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<()> {
        block_on(async {
            let store = self.database.open().await?;
            match self.command {
                TokenCommand::Add { email, label, days } => {
                    let account = found(&store, &email).await?;
                    let Some(end) = tokens::end(Utc::now(), days) else {
                        let most = tokens::MOST_DAYS;
                        return Err(Usage(anyhow::anyhow!("--days must be 1 to {most}")).into());
                    };
                    if tokens::label_fault(&label).is_some() {
                        let most = tokens::LONGEST_LABEL;
                        return Err(Usage(anyhow::anyhow!("LABEL must have 1 to {most} characters")).into());
                    }
                    println!("{}", tokens::make(&store, account.id, &label, end, by()).await?);
                }
                TokenCommand::List { email } => {
                    let account = found(&store, &email).await?;
                    for token in store.tokens(account.id).await? {
                        let used = token.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
                        let (made, end) = (token.created_at, token.expires_at);
                        println!("{}\t{}\t{made}\t{end}\t{used}", token.id, token.label);
                    }
                }
                TokenCommand::Revoke { email, id } => {
                    let account = found(&store, &email).await?;
                    if !store.remove_token(account.id, id, by()).await? {
                        bail!("'{}' has no token {id}; see kadpuls token list", account.email);
                    }
                    println!("token {id} revoked");
                }
            }
            store.close().await;
            Ok(())
        })
    }
}
