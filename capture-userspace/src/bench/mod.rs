//! `tcxdump bench`: what capturing costs and loses on this host, engines side by side.
//!
//! Frames are sent in a network namespace of the process's own, which the kernel takes away with it. One CPU
//! sends: the kernel's own packet generator has one end of a veth pair send frames, which the other end
//! receives on the same CPU, so that the time a frame takes is the time of the stack and of whatever captures
//! there. Another CPU captures. Or else (`--iface`) an interface of the host is captured with the traffic that
//! it has.

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::Parser;
use serde_json::{Value, json};

use crate::{diag, exit};

mod capture;
mod chart;
mod contender;
mod host;
mod report;
mod traffic;
mod written;

use contender::{Contender, Form, Output};
use host::Host;
use report::{Case, Measured, Results};

/// Measure what capturing costs and loses on this host, engines side by side
#[derive(Clone, Debug, Parser)]
#[command(name = "tcxdump bench", disable_version_flag = true)]
pub struct Options {
    /// Who captures, in this order
    #[arg(long, value_delimiter = ',', default_value = "none,tcx,clsact,xdp,af-packet,tcpdump,dumpcap")]
    engines: Vec<Contender>,

    /// Lengths of frames in bytes
    #[arg(long, value_delimiter = ',', default_value = "128,1400", conflicts_with = "iface")]
    sizes: Vec<usize>,

    /// Frames a second, 0 for as many as can be
    #[arg(long, value_delimiter = ',', default_value = "0", conflicts_with = "iface")]
    rates: Vec<u32>,

    /// Frames in each run
    #[arg(long, default_value_t = 1_000_000, conflicts_with = "iface")]
    packets: u32,

    /// Flows that the frames are of in turn
    #[arg(long, default_value_t = 1, conflicts_with = "iface", value_parser = clap::value_parser!(u16).range(1..=60_000))]
    flows: u16,

    /// A filter that rejects every frame, in the place of one that accepts them
    #[arg(long, conflicts_with = "iface")]
    rejected: bool,

    /// Measure in runs of their own how long after it was sent each frame comes out of a pipe (-U -w -)
    #[arg(long, conflicts_with_all = ["iface", "rejected"])]
    delays: bool,

    /// Draw what was lost over what was sent a second into this SVG file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["iface", "rejected"])]
    chart: Option<PathBuf>,

    /// Capture the traffic that this interface of the host has, instead of sending frames
    #[arg(long, value_name = "INTERFACE")]
    iface: Option<String>,

    /// Length of each run in seconds
    #[arg(long, default_value_t = 10, requires = "iface")]
    seconds: u64,

    /// Which packets of the interface are captured
    #[arg(long, value_name = "EXPRESSION", default_value = "", requires = "iface")]
    filter: String,

    /// Runs of each engine; figures are medians
    #[arg(long, default_value_t = 7)]
    rounds: usize,

    /// Where captures are written; /dev/null to leave the disk out. What is lost is told by the numbers of the
    /// frames in a file, by the captures' own counts without one
    #[arg(long, value_name = "FILE", default_value = "/dev/null")]
    write: String,

    /// Print lines (-n) into that file, in the place of writing savefiles
    #[arg(long)]
    lines: bool,

    /// Size of everyone's buffer in KiB; their own default if it is not given
    #[arg(long)]
    buffer: Option<u32>,

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
    match options.measure() {
        Ok(()) => exit::SUCCESS,
        Err(error) => {
            diag::message(format_args!("bench: {error:#}"));
            exit::failure()
        }
    }
}

impl Options {
    fn measure(&self) -> Result<()> {
        let is_there = |engine: &Contender| engine.is_installed() || told_missing(*engine);
        let can = |engine: &&Contender| engine.has_lines() || !self.lines;
        let engines: Vec<Contender> = self.engines.iter().filter(can).copied().filter(is_there).collect();
        if engines.is_empty() {
            bail!("none of these engines is installed");
        }
        match &self.iface {
            Some(iface) => self.measure_traffic(iface, &engines),
            None => self.measure_cases(&engines),
        }
    }

    fn measure_cases(&self, engines: &[Contender]) -> Result<()> {
        let mut host = Host::new().context("cannot prepare a network namespace")?;
        let mut cases: Vec<(Case, Results)> = Vec::new();
        for case in self.cases() {
            let results = self.rounds(engines, &case.to_string(), |engine| {
                let mut measured = host.run(engine, &case, &self.output())?;
                if self.delays && engine != Contender::None {
                    measured.delays = Some(host.delays(engine, &case, self.buffer)?);
                }
                Ok(measured)
            })?;
            self.tell(&case.to_string(), &case.facts(), &results);
            cases.push((case, results));
        }
        self.chart.as_ref().map_or(Ok(()), |file| chart::draw(file, &cases))
    }

    fn measure_traffic(&self, iface: &str, engines: &[Contender]) -> Result<()> {
        let Self { seconds, filter, .. } = self;
        let case = format!("{iface} for {seconds} s, filter '{filter}'");
        let results = self.rounds(engines, &case, |engine| {
            traffic::run(iface, filter, Duration::from_secs(*seconds), engine, &self.output())
        })?;
        let facts = json!({ "iface": iface, "seconds": seconds, "filter": filter });
        self.tell(&case, &facts, &results);
        Ok(())
    }

    /// All combinations.
    fn cases(&self) -> Vec<Case> {
        let &Self { packets, flows, rejected, .. } = self;
        let sizes = self.sizes.iter().copied();
        let with_rate =
            |size| self.rates.iter().map(move |&rate| Case { size, rate, packets, flows, rejected });
        sizes.flat_map(with_rate).collect()
    }

    fn output(&self) -> Output<'_> {
        let form = if self.lines { Form::Lines } else { Form::Savefile };
        Output { form, file: &self.write, buffer_kib: self.buffer }
    }

    /// Has all engines measured in turn, as often as is wanted.
    fn rounds(
        &self,
        engines: &[Contender],
        case: &str,
        mut run: impl FnMut(Contender) -> Result<Measured>,
    ) -> Result<Results> {
        let mut results: Results = engines.iter().map(|engine| (*engine, Vec::new())).collect();
        for round in 1..=self.rounds {
            for (engine, measured) in &mut results {
                progress(format_args!("{case}: round {round} of {}, {engine}", self.rounds));
                measured.push(run(*engine)?);
            }
        }
        progress(format_args!(""));
        Ok(results)
    }

    fn tell(&self, case: &str, facts: &Value, results: &Results) {
        let text = if self.json { report::json(facts, results) } else { report::table(case, results) };
        // A closed pipe has seen enough.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }
}

fn told_missing(engine: Contender) -> bool {
    diag::message(format_args!("bench: {engine} is not installed and left out"));
    false
}

/// One line that is overwritten by the next, on a terminal only.
fn progress(text: std::fmt::Arguments<'_>) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{text}");
    }
}
