//! `tcxdump bench`: what capturing costs and loses on this host, engines side by side.
//!
//! Everything happens in a network namespace of the process's own, which the kernel takes away with it.
//! One CPU sends: the kernel's own packet generator has one end of a veth pair send frames, which the other
//! end receives on the same CPU, so that the time a frame takes is the time of the stack and of whatever
//! captures there. Another CPU captures.

use std::{io::Write, process::ExitCode, time::Duration};

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::{diag, exit};

mod contender;
mod host;
mod report;

use contender::Contender;
use host::Host;
use report::{Case, Measured};

/// Measure what capturing costs and loses on this host, engines side by side
#[derive(Clone, Debug, Parser)]
#[command(name = "tcxdump bench", disable_version_flag = true)]
pub struct Options {
    /// Who captures, in this order
    #[arg(long, value_delimiter = ',', default_value = "none,tcx,clsact,xdp,af-packet,tcpdump,dumpcap")]
    engines: Vec<Contender>,

    /// Lengths of frames in bytes
    #[arg(long, value_delimiter = ',', default_value = "128,1400")]
    sizes: Vec<usize>,

    /// Frames a second, 0 for as many as can be
    #[arg(long, value_delimiter = ',', default_value = "0")]
    rates: Vec<u32>,

    /// Frames in each run
    #[arg(long, default_value_t = 1_000_000)]
    packets: u32,

    /// Runs of each engine; figures are medians
    #[arg(long, default_value_t = 7)]
    rounds: usize,

    /// Where captures are written; /dev/null to leave the disk out
    #[arg(long, default_value = "/dev/null")]
    write: String,

    /// Size of everyone's buffer in KiB; their own default if it is not given
    #[arg(long)]
    buffer: Option<u32>,

    /// A filter that rejects every frame, in the place of one that accepts them
    #[arg(long)]
    rejected: bool,

    /// Print one JSON object for each case and engine
    #[arg(long)]
    json: bool,
}

/// Runs the benchmark that `words` ask for; they begin with a name for the command.
pub fn run(words: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    let options = match Options::try_parse_from(words) {
        Ok(options) => options,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { exit::failure() } else { exit::SUCCESS };
        }
    };
    match measure(&options) {
        Ok(()) => exit::SUCCESS,
        Err(error) => {
            diag::message(format_args!("bench: {error:#}"));
            exit::failure()
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let mut host = Host::new().context("cannot prepare a network namespace")?;
    let engines: Vec<Contender> = options
        .engines
        .iter()
        .copied()
        .filter(|engine| engine.is_installed() || told_missing(*engine))
        .collect();
    if engines.is_empty() {
        bail!("none of these engines is installed");
    }
    for &size in &options.sizes {
        for &rate in &options.rates {
            let case = Case { size, rate, packets: options.packets, rejected: options.rejected };
            let mut measured: Vec<(Contender, Vec<Measured>)> =
                engines.iter().map(|engine| (*engine, Vec::new())).collect();
            for round in 1..=options.rounds {
                for (engine, results) in &mut measured {
                    progress(format_args!("{case}: round {round} of {}, {engine}", options.rounds));
                    results.push(host.run(*engine, &case, &options.write, options.buffer)?);
                }
            }
            progress(format_args!(""));
            let text =
                if options.json { report::json(&case, &measured) } else { report::table(&case, &measured) };
            // A closed pipe has seen enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
        }
    }
    Ok(())
}

fn told_missing(engine: Contender) -> bool {
    diag::message(format_args!("bench: {engine} is not installed and left out"));
    false
}

/// One line that is overwritten by the next, on a terminal only.
fn progress(text: std::fmt::Arguments<'_>) {
    use std::io::IsTerminal;
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{text}");
    }
}

impl Case {
    /// Time from one frame to the next; zero for as fast as can be.
    fn interval(&self) -> Duration {
        match self.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs(1) / rate,
        }
    }
}
