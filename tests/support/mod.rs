//! What the tests share: running programs, building and reading captures, network namespaces.

#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod capture;
pub mod captures;
pub mod command;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod engines;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod ledger;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod leftovers;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod netns;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod programs;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod random;
pub mod require;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod small_disk;
