//! The only place of this crate with unsafe code: small functions with safe signatures.

pub mod alarm;
pub mod clock;
pub mod promiscuous;
pub mod ring_memory;
