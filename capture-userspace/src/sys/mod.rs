//! The only place of this crate with unsafe code: small functions with safe signatures.

pub mod clock;
pub mod forced_end;
mod mapping;
pub mod netns;
pub mod offload;
pub mod packet_socket;
pub mod promiscuous;
pub mod readiness;
pub mod ring_memory;
mod socket_option;
