//! The command line: what was typed ([`args`]) and what it means ([`plan`]).

use std::{io::Write, process::ExitCode};

use clap::{CommandFactory, Parser, error::ErrorKind};

use crate::{diag, exit};

pub mod args;
pub mod esp_keys;
pub mod plan;
pub mod save;

pub use args::Args;

/// Reads the command line; answers what asks for nothing but an answer.
///
/// # Errors
/// The exit code, when that is all there is to do.
pub fn parse() -> Result<Args, ExitCode> {
    let args = Args::try_parse().map_err(|error| {
        diag::message(format_args!("{}; see {} --help", cause(&error), diag::PROGRAM));
        exit::failure()
    })?;
    if args.help {
        let help = Args::command().render_long_help();
        return Err(answer(&format!("{}\n{}", version(), help)));
    }
    if args.version {
        return Err(answer(&version()));
    }
    Ok(args)
}

fn version() -> String {
    format!("{} version {}\n", diag::PROGRAM, env!("CARGO_PKG_VERSION"))
}

/// Standard output may be closed; that is no failure of the answer.
fn answer(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    exit::SUCCESS
}

/// The first line of clap's report, and its hint where it has one.
fn cause(error: &clap::Error) -> String {
    let report = error.render().to_string();
    let mut lines = report.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("bad usage").trim_start_matches("error: ").to_owned();
    match lines.find_map(|line| line.strip_prefix("tip: ")) {
        Some(tip) if error.kind() == ErrorKind::UnknownArgument && !tip.contains("--' ") => {
            format!("{first}; {tip}")
        }
        _ => first,
    }
}
