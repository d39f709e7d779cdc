//! `cargo xtask test`: all tests, through cargo-nextest where it is installed.

use std::{env, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::{process, setup};

/// Which tests.
#[derive(Args)]
pub struct Options {
    /// Passed on to the test runner, such as part of a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// The variable that makes a test which lacks something fail instead of being skipped.
const REQUIRE: &str = "TCXDUMP_REQUIRE";

/// Sets up and runs.
pub fn run(options: &Options) -> Result<ExitCode> {
    setup::run()?;
    let mut cargo = process::cargo();
    cargo.current_dir(process::workspace()?);
    if process::is_installed("cargo-nextest") {
        // Skipped tests say why, which nextest only shows when told to.
        cargo.args(["nextest", "run", "--no-fail-fast", "--success-output=never"]);
    } else {
        cargo.args(["test", "--no-fail-fast"]);
    }
    if env::var_os("CI").is_some() && env::var_os(REQUIRE).is_none() {
        cargo.env(REQUIRE, "all");
    }
    process::succeed(cargo.args(&options.arguments))?;
    Ok(ExitCode::SUCCESS)
}
