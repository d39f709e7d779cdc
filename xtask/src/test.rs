//! `cargo xtask test`: all tests, through cargo-nextest where it is installed.

use std::{fs, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::{process, setup};

/// Which tests.
#[derive(Args)]
pub struct Options {
    /// Only faults to survive, those among them that take longer too
    #[arg(long)]
    faults: bool,

    /// Passed on to the test runner, such as part of a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Names the file to which tests write what they skip, and why.
const SKIPPED: &str = "TCXDUMP_SKIPPED";

/// Sets up and runs.
pub fn run(options: &Options) -> Result<ExitCode> {
    setup::run()?;
    let workspace = process::workspace()?;
    let mut cargo = process::cargo();
    cargo.current_dir(workspace);
    match (process::is_installed("cargo-nextest"), options.faults) {
        (true, false) => cargo.args(["nextest", "run"]),
        (true, true) => cargo.args(["nextest", "run", "faults::", "--run-ignored", "all"]),
        (false, false) => cargo.args(["test", "--no-fail-fast"]),
        (false, true) => cargo.args(["test", "--no-fail-fast", "faults::", "--", "--include-ignored"]),
    };
    let skipped = workspace.join("target").join("skipped");
    let _ = fs::remove_file(&skipped);
    let result = process::succeed(cargo.env(SKIPPED, &skipped).args(&options.arguments));
    for line in fs::read_to_string(&skipped).unwrap_or_default().lines() {
        eprintln!("skipped: {line}");
    }
    result.map(|()| ExitCode::SUCCESS)
}
