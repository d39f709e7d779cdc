//! The only place of this crate with unsafe code: small functions with safe signatures.

#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod clock;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod ethtool;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod forced_end;
pub mod libpcap;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod mapping;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod netns;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod packet_socket;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod promiscuous;
#[cfg(unix)]
pub mod readiness;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod ring_memory;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod socket_option;
