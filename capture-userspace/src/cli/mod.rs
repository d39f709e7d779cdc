//! The command line: what was typed ([`args`]) and what it means ([`plan`]).

use std::{io::Write, process::ExitCode};

use clap::{
    CommandFactory,
    error::{ContextKind, ErrorKind},
};

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
    let args = Args::read(std::env::args_os()).map_err(|error| {
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
    if args.man {
        return Err(answer(&man_page()));
    }
    if let Some(shell) = args.completions {
        return Err(answer(&completions(shell)));
    }
    Ok(args)
}

fn version() -> String {
    format!("{} version {}\n", diag::PROGRAM, env!("CARGO_PKG_VERSION"))
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), diag::PROGRAM, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// The man page, from the same words as the help.
fn man_page() -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = clap_mangen::Man::new(Args::command()).section("8").render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Standard output may be closed; that is no failure of the answer.
fn answer(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    exit::SUCCESS
}

/// What is wrong, in the words of getopt(3) where it has any, else the first line of clap's report.
fn cause(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let word = context(ContextKind::InvalidArg);
    let flag = word.split([' ', '=']).next().unwrap_or_default();
    let short = flag.strip_prefix('-').filter(|name| !name.starts_with('-'));
    match (error.kind(), short) {
        (ErrorKind::UnknownArgument, Some(name)) => format!("invalid option -- '{name}'"),
        (ErrorKind::UnknownArgument, None) => match context(ContextKind::SuggestedArg).as_str() {
            "" => format!("unrecognized option '{flag}'"),
            similar => format!("unrecognized option '{flag}', perhaps {similar}"),
        },
        (ErrorKind::InvalidValue, Some(name)) if context(ContextKind::InvalidValue).is_empty() => {
            format!("option requires an argument -- '{name}'")
        }
        (ErrorKind::InvalidValue, None) if context(ContextKind::InvalidValue).is_empty() => {
            format!("option '{flag}' requires an argument")
        }
        (ErrorKind::TooManyValues, _) => format!("option '{flag}' doesn't allow an argument"),
        _ => {
            let report = error.render().to_string();
            let first = report.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").to_owned()
        }
    }
}
