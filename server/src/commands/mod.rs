//! One file per command of `kadpuls`: its arguments and what it does with them.

pub mod serve;
