//! `cargo xtask run -- ARGS`: builds, then becomes tcxdump with these arguments.

use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Args;

use crate::build;

/// What to run.
#[derive(Args)]
pub struct Options {
    /// tcxdump's arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds and runs.
pub fn run(options: &Options) -> Result<ExitCode> {
    let binary = build::run(&build::Options::default())?;
    let mut tcxdump = Command::new(binary);
    tcxdump.args(&options.arguments);
    replace(&mut tcxdump)
}

/// In the place of this process, so that signals and the terminal are tcxdump's own.
#[cfg(unix)]
fn replace(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn replace(command: &mut Command) -> Result<ExitCode> {
    let status = command.status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
