//! Faults that a capture has to survive: docs/reliability.md lists them. Those that take long are run by
//! `cargo xtask test --faults`, `chaos` and `soak` only.

mod chaos;
mod interfaces;
mod limits;
mod savefiles;
mod signals;
mod soak;
