//! The `tcxdump` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    match tcxdump::cli::parse() {
        Ok(args) => tcxdump::run(&args),
        Err(code) => code,
    }
}
