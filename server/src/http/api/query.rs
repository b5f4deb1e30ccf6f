//! What an address of the API may say: nothing is passed over, and everything that is wrong is told at once.

use super::super::problem::problem;
use app::exports::Fault;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

/// Names and values of a query, in their order.
pub fn pairs(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// An address that may say nothing.
pub fn none(uri: &Uri) -> Result<(), Response> {
    let faults = pairs(uri).into_iter().map(|(name, value)| Fault {
        words: format!("«{name}» finnes ikke her. Adressen har ingen valg."),
        name,
        value,
    });
    refused(faults.collect())
}

/// `Ok` where nothing is wrong.
pub fn refused(faults: Vec<Fault>) -> Result<(), Response> {
    if faults.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = faults.iter().map(|fault| fault.words.as_str()).collect();
    let detail = words.join(" ");
    let one = |fault: &Fault| json!({ "navn": fault.name, "verdi": fault.value, "feil": fault.words });
    let more = json!({ "feil": faults.iter().map(one).collect::<Vec<_>>() });
    Err(problem(StatusCode::BAD_REQUEST, "Adressen har feil", detail, more))
}

/// A view that is answered otherwise than it was asked for: a page shows something else and says so, a program would
/// take it for what it asked for.
pub fn misunderstood(problems: &[String]) -> Result<(), Response> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(problem(StatusCode::BAD_REQUEST, "Adressen har feil", problems.join(" "), Value::Null))
}
