//! Short codes: eight letters that lead back to a view of a page, `/v/{code}`. Files carry them, because an address is
//! too long to type off a printed chart.
//!
//! A code is made from a hash of the view's address in one spelling (`app::views`), so that the same view has the same
//! code, and stored when it is first given out. What it leads to, the reader may see or not: the page asks.

use app::data::Data;
use app::views::is_page;
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use store::{By, Store, StoreError};
use vocabulary::Person;

/// Digits and small letters that nobody takes for one another, and no vowels: no code is a word.
const LETTERS: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";
/// Letters of a code.
const LENGTH: usize = 8;
/// So many codes are tried before a view has none.
const TRIES: u32 = 5;
/// So many views have codes. Each is some hundred bytes.
const MOST: i64 = 200_000;
/// So long a file waits for its code. An import may hold the write lock for longer; then the file goes without.
const PATIENCE: Duration = Duration::from_secs(2);

/// The code that an address has when `taken` others with the same hash have theirs already.
fn made(address: &str, taken: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(address.as_bytes());
    hash.update([0xff]);
    hash.update(taken.to_le_bytes());
    let number = hash.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let letter = |place: u32| LETTERS[(number / 27_u64.pow(place) % 27) as usize] as char;
    (0..LENGTH as u32).map(letter).collect()
}

/// A code as it was typed: in whatever letters, with spaces or hyphens; `None` for what can't be one.
pub fn read(typed: &str) -> Option<String> {
    let code: String =
        typed.chars().filter(|c| !" -\u{a0}".contains(*c)).map(|c| c.to_ascii_lowercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|letter| LETTERS.contains(&letter))).then_some(code)
}

/// The code of an address; `None` where it gets none: it may hold a birth number or is of no page, all codes are given
/// out, or the database can't be written now. A file is as good without.
pub async fn of(store: &Store, address: &str, by: By<'_>) -> Option<String> {
    let read = percent_decode_str(address).decode_utf8_lossy();
    if address.len() > 2000 || !is_page(address) || import::holds_birth_number(&read) {
        return None;
    }
    let (store, address, person, at) = (store.clone(), address.to_owned(), by.person.to_owned(), by.at);
    let account = by.account;
    // Goes on when nobody waits any more: the next file has the code.
    let saved =
        tokio::spawn(async move { saved(&store, &address, By { account, person: &person, at }).await });
    match tokio::time::timeout(PATIENCE, saved).await {
        Ok(Ok(Ok(code))) => code,
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "a view got no short code");
            None
        }
        Ok(Err(_)) | Err(_) => None,
    }
}

/// The code of a view that a reader takes along, saved in the database that can be written.
pub async fn for_reader(primary: &Data, person: Option<&Person>, address: &str) -> Option<String> {
    of(&primary.store, address, By::of(person?, (primary.now)())).await
}

async fn saved(store: &Store, address: &str, by: By<'_>) -> Result<Option<String>, StoreError> {
    if let Some(code) = store.code_of_view(address).await? {
        return Ok(Some(code));
    }
    for taken in 0..TRIES {
        let code = made(address, taken);
        if store.save_view(&code, address, MOST, by).await? {
            return Ok(Some(code));
        }
        // Somebody else saved the same view meanwhile, or another view has the code.
        if let Some(code) = store.code_of_view(address).await? {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn by() -> By<'static> {
        By { account: None, person: "test", at: DateTime::default() }
    }

    async fn store(folder: &tempfile::TempDir) -> Store {
        Store::open(&format!("sqlite://{}", folder.path().join("kadpuls.db").display())).await.unwrap()
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = made("/belegg?enhet=A", 0);
        assert_eq!(code, made("/belegg?enhet=A", 0));
        assert_ne!(code, made("/belegg?enhet=A", 1));
        let typed = format!(" {}-{} ", &code[..4].to_uppercase(), &code[4..]);
        assert_eq!(read(&typed), Some(code));
        for typed in ["", "bcdf", "bcdf234o", "bcdf23456", "bcdf234ø", "../../et"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[tokio::test]
    async fn the_same_view_has_the_same_code_and_another_view_another() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let one = of(&store, "/belegg?enhet=A#fig-belegg-dag", by()).await.unwrap();
        assert_eq!(of(&store, "/belegg?enhet=A#fig-belegg-dag", by()).await, Some(one.clone()));
        assert_ne!(of(&store, "/belegg?enhet=B#fig-belegg-dag", by()).await, Some(one));
    }

    #[tokio::test]
    async fn two_views_with_the_same_hash_have_a_code_each() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let wanted = made("/belegg?enhet=A", 0);
        assert!(store.save_view(&wanted, "/belegg?enhet=Z", 10, by()).await.unwrap());
        let code = of(&store, "/belegg?enhet=A", by()).await.unwrap();
        assert_eq!(code, made("/belegg?enhet=A", 1));
        assert_eq!(store.saved_view(&wanted).await.unwrap().unwrap().address, "/belegg?enhet=Z");
        assert_eq!(store.saved_view(&code).await.unwrap().unwrap().address, "/belegg?enhet=A");
    }

    #[tokio::test]
    async fn a_birth_number_and_what_is_no_page_get_no_code() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        for address in [
            "/belegg?grunn=01010100050",
            "/belegg?grunn=010101%2000050",
            "/finnes-ikke?enhet=A",
            "//ondt.example/belegg",
            "https://ondt.example/",
            "/konto",
        ] {
            assert_eq!(of(&store, address, by()).await, None, "{address}");
            assert_eq!(store.code_of_view(address).await.unwrap(), None);
        }
    }
}
