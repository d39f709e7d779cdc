//! The loader: command line, sources, engine and sinks of the `tcxdump` command.
//!
//! `Args` (as typed) becomes a `Plan` (checked), and only then does anything happen: [`run()`].

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod bench;
pub mod cli;
pub mod control;
pub mod devices;
mod diag;
mod dump;
pub mod engine;
pub mod exit;
pub mod filter;
pub mod interface_names;
pub mod ipv4_network;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod kernel;
pub mod names;
#[cfg_attr(not(target_os = "linux"), path = "no_privileges.rs")]
mod privileges;
mod resolver;
mod run;
pub mod sandbox;
pub mod savefile;
mod signals;
pub mod sink;
pub mod source;
pub mod stats;
pub mod sys;
mod trace;
mod zone;

#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub use bench::run as bench;
pub use run::run;
pub use sink::save::post_rotate;
pub use trace::init as init_trace;
