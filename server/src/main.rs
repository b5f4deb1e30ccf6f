//! Stub, about to be written.
fn main() {}
