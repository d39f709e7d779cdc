//! Developer commands: `cargo xtask --help` lists them.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bpf_toolchain;
mod build;
mod cross;
mod dist;
mod fuzz;
mod golden;
mod instructions;
mod lint;
mod long_test;
mod packets;
mod process;
mod run;
mod setup;
mod test;
mod test_kernel;
mod test_windows;
mod trace;
mod windows;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of tcxdump")]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install whatever is missing for building and testing
    Setup,
    /// Build target/release/tcxdump, after setup
    Build(build::Options),
    /// Build the Debian package, and try that it installs; or a zip for Windows
    Dist(dist::Options),
    /// Build, then run tcxdump with these arguments
    Run(run::Options),
    /// Check formatting, and run clippy on every crate with warnings denied
    Lint,
    /// Run all tests, after setup
    Test(test::Options),
    /// Run the live tests on Debian's kernel 6.1, booted by qemu
    TestKernel(test_kernel::Options),
    /// Let anything happen to captures, in any order
    Chaos(long_test::Chaos),
    /// Watch what a long capture grows in
    Soak(long_test::Soak),
    /// Build the program for Windows, and run the tests that it can pass under Wine
    TestWindows(test_windows::Options),
    /// Look whether the program compiles for macOS
    CheckMacos,
    /// Feed the fuzz targets, a minute each unless told otherwise
    Fuzz(fuzz::Options),
    /// Count the instructions that packets take, and hold them against the ceilings
    Instructions,
    /// Write a savefile of everyday packets, for measuring
    Trace(trace::Options),
    /// Record what the installed tcpdump prints for the captures of tests/golden
    Golden,
}

fn main() -> ExitCode {
    let result = match Xtask::parse().command {
        Command::Setup => setup::run().map(|()| ExitCode::SUCCESS),
        Command::Build(options) => build::run(&options).map(|_| ExitCode::SUCCESS),
        Command::Dist(options) => dist::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Run(options) => run::run(&options),
        Command::Lint => lint::run().map(|()| ExitCode::SUCCESS),
        Command::Test(options) => test::run(&options),
        Command::TestKernel(options) => test_kernel::run(&options),
        Command::Chaos(options) => long_test::chaos(&options).map(|()| ExitCode::SUCCESS),
        Command::Soak(options) => long_test::soak(&options).map(|()| ExitCode::SUCCESS),
        Command::TestWindows(options) => test_windows::run(&options),
        Command::CheckMacos => cross::check_macos().map(|()| ExitCode::SUCCESS),
        Command::Fuzz(options) => fuzz::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Instructions => instructions::run().map(|()| ExitCode::SUCCESS),
        Command::Trace(options) => trace::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Golden => golden::run().map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::FAILURE
    })
}
