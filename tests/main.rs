//! Black-box tests of the `tcxdump` command.
//!
//! A test that lacks something (root, a kernel feature, a program) prints `skipped: reason`; with
//! `TCXDUMP_REQUIRE` naming what must be there (`bpf,netns,tcpdump`, or `all`) it fails instead.

mod allocations;
mod cli;
mod compat;
mod conformance;
mod dependencies;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod faults;
mod filter;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod live;
mod print;
mod savefile;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod service;
mod support;
mod unsafe_code;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod windows;
