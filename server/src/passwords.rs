//! Passwords: the rule for a new one, its argon2id hash, and whether one is right. Hashing takes a good 20 ms and
//! 19 MiB, so it happens on threads for such work and a few at a time.

mod guessable;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use language::t;
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;
/// The longest, in characters.
pub const LONGEST: usize = 128;
/// What is beyond so many bytes is no password.
const MOST_BYTES: usize = 4 * LONGEST;

/// So many are hashed at a time.
static AT_A_TIME: Semaphore = Semaphore::const_new(4);

/// Why a password can't be hashed; nothing in it comes from outside.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The system gave no random numbers or no memory.
    #[error("a password could not be hashed: {0}")]
    Hashing(argon2::password_hash::Error),
    /// The thread was stopped.
    #[error("hashing a password was stopped")]
    Interrupted,
}

/// What is wrong with a new password of `owner`, an e-mail address (bokmål); `None`: nothing. Its length counts, and
/// that it isn't among the first that anybody would try: rules about signs make passwords that people write down.
pub fn fault(password: &str, owner: &str) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        Some(t!("Passordet må ha minst {SHORTEST} tegn."))
    } else if length > LONGEST {
        Some(t!("Passordet er for langt: høyst {LONGEST} tegn."))
    } else if guessable::is(password, owner) {
        Some(
            t!("Passordet er for lett å gjette. Sett for eksempel sammen fire ord som ikke hører sammen.")
                .to_owned(),
        )
    } else {
        None
    }
}

/// The hash of a new password in PHC form, with a salt of its own.
pub async fn hash(password: String) -> Result<String, PasswordError> {
    // The semaphore is never closed.
    let _turn = AT_A_TIME.acquire().await;
    tokio::task::spawn_blocking(move || made(password.as_bytes()))
        .await
        .map_err(|_| PasswordError::Interrupted)?
}

fn made(password: &[u8]) -> Result<String, PasswordError> {
    Argon2::default().hash_password(password).map(|hash| hash.to_string()).map_err(PasswordError::Hashing)
}

/// Whether a password is right. Without a hash it takes as long and is wrong: nobody learns from the time whether
/// there is an account.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, PasswordError> {
    static NOBODYS: OnceLock<Option<String>> = OnceLock::new();
    if password.len() > MOST_BYTES {
        return Ok(false);
    }
    let _turn = AT_A_TIME.acquire().await;
    tokio::task::spawn_blocking(move || {
        let nobodys = || NOBODYS.get_or_init(|| made(b"nobody's").ok()).as_deref();
        let right = hash
            .as_deref()
            .or_else(nobodys)
            .is_some_and(|of| Argon2::default().verify_password(password.as_bytes(), of).is_ok());
        right && hash.is_some()
    })
    .await
    .map_err(|_| PasswordError::Interrupted)
}

/// Random bytes as text, for cookies and for passwords that are made here.
pub fn random_hex<const N: usize>() -> Result<String, PasswordError> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes)
        .map_err(|_| PasswordError::Hashing(argon2::password_hash::Error::RngFailure))?;
    Ok(hex(&bytes))
}

/// Bytes as hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_or_refused() {
        let fault = |password| fault(password, "kari@kad.example");
        assert!(fault("elleve tegn").is_some());
        assert!(fault("ærlig tolv t").is_none(), "characters count, not bytes");
        let long: String = ('a'..='z').cycle().step_by(7).take(129).collect();
        assert!(fault(&long[..128]).is_none() && fault(&long).is_some());
        assert!(fault("passordpassord").is_some());
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_salted_and_right_for_its_password_alone() {
        let (one, other) = (
            hash("riktig hest batteri".into()).await.unwrap(),
            hash("riktig hest batteri".into()).await.unwrap(),
        );
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other, "each has a salt of its own");
        assert!(verify("riktig hest batteri".into(), Some(one.clone())).await.unwrap());
        assert!(!verify("Riktig hest batteri".into(), Some(one)).await.unwrap());
        assert!(!verify("nobody's".into(), None).await.unwrap());
        assert!(!verify("x".into(), Some("no hash".into())).await.unwrap());
    }

    /// The reference that the authors of argon2 publish with their program (`argon2id`, version 19, m = 256,
    /// t = 2, p = 1, salt "somesalt"): made with another program, in C.
    #[tokio::test]
    async fn a_hash_made_by_another_program_is_understood() {
        let of = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert!(verify("password".into(), Some(of.into())).await.unwrap());
        assert!(!verify("passwort".into(), Some(of.into())).await.unwrap());
    }
}
