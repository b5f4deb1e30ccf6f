//! Stub, about to be written.
