//! For those who watch the program: is it alive, can it answer.

/// The program runs.
pub async fn live() -> &'static str {
    "live\n"
}

/// The program can answer requests. There is nothing it depends on yet.
pub async fn ready() -> &'static str {
    "ready\n"
}
