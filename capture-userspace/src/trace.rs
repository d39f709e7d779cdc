//! Messages for whoever looks for a fault, on standard error: `TCXDUMP_LOG=debug`.
//!
//! The level (`error`, `warn`, `info`, `debug`, `trace`) holds for this program, its libraries and the eBPF
//! programs. Without the variable nothing is set up, and the eBPF programs have no code for it.

use std::{env, io};

use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt};

use crate::diag;

/// The variable that names the level.
const VARIABLE: &str = "TCXDUMP_LOG";

/// Begins to show messages, where the environment asks for them.
pub fn init() {
    let Some(wanted) = env::var_os(VARIABLE) else { return };
    let Some(level) = wanted.to_str().and_then(|text| text.parse::<LevelFilter>().ok()) else {
        diag::message(format_args!("{VARIABLE} is one of off, error, warn, info, debug, trace"));
        return;
    };
    let messages = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr);
    let _ = messages.without_time().with_ansi(false).finish().try_init();
}
