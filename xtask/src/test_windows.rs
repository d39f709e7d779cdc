//! `cargo xtask test-windows`: the tests of the program for Windows, run under Wine.
//!
//! They are the same tests, run by this system: only the program is another.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::{process, setup, windows};

/// Which tests.
#[derive(Args)]
pub struct Options {
    /// Passed on to the test runner, such as part of a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Tests that need nothing of the program but files and standard output, and those of Windows' own.
const WANTED: [&str; 5] = ["cli::", "conformance::", "print::", "savefile::", "windows::"];

/// Those of them that use what only Unix has (`/dev/null`, `echo`, its word for a folder that is read as a file), or
/// start the program so often that Wine would take minutes.
const SKIPPED: [&str; 5] = [
    "a_bad_command_line_gets_one_line_and_exit_code_1",
    "captures_of_the_conformance_set_are_copied_as_tcpdump_copies_them",
    "each_finished_file_is_handed_to_the_command_by_name",
    "pcapng_is_read_with_several_interfaces_and_sections",
    "what_is_whole_is_printed_before_a_truncated_end",
];

/// Builds, and runs the tests.
pub fn run(options: &Options) -> Result<ExitCode> {
    setup::run()?;
    let program = windows::under_wine(&windows::build()?)?;
    let mut cargo = process::cargo();
    cargo.current_dir(process::workspace()?).env("TCXDUMP_PROGRAM", program);
    cargo.args(["test", "--package", "capture-userspace", "--test", "tcxdump", "--", "--include-ignored"]);
    match options.arguments.is_empty() {
        true => cargo.args(WANTED),
        false => cargo.args(&options.arguments),
    };
    for test in SKIPPED {
        cargo.args(["--skip", test]);
    }
    let status = cargo.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
