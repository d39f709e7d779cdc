//! A capture that runs beside what is measured.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, ChildStderr, ChildStdout, Command},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::{
    process::{Pid, Signal, kill_process},
    thread::{CpuSet, sched_setaffinity},
};

use super::{contender::Contender, report::Measured};

/// How long a capture that is through does nothing.
const QUIET: Duration = Duration::from_millis(1300);

/// How long a capture may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lets a process, or this thread, run on one CPU alone.
pub fn pin(process: Option<Pid>, cpu: usize) -> Result<()> {
    let mut cpus = CpuSet::new();
    cpus.set(cpu);
    sched_setaffinity(process, &cpus).context("cannot choose a CPU")
}

/// A running capture.
pub struct Capture {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Capture {
    /// Starts it, on one CPU, and waits until it says that it has begun.
    pub fn start(mut command: Command, contender: Contender, cpu: usize) -> Result<Self> {
        let mut child = command.spawn().with_context(|| format!("cannot start {contender}"))?;
        pin(Some(Pid::from_child(&child)), cpu)?;
        let mut stderr = BufReader::new(child.stderr.take().context("no standard error")?);
        let mut said = String::new();
        loop {
            let mut line = String::new();
            if stderr.read_line(&mut line)? == 0 {
                bail!("{contender} did not begin: {}", said.trim());
            }
            said += &line;
            if line.contains(contender.greeting()) {
                return Ok(Self { child, stderr });
            }
        }
    }

    /// What it writes, where that is a pipe.
    pub fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// CPU time that the process has taken.
    pub fn cpu_time(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // proc(5): fields 14 and 15, counted behind the name, which may hold anything.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
        let (user, system) = ticks(11).zip(ticks(12)).context("an unknown form of /proc/PID/stat")?;
        let per_second = rustix::param::clock_ticks_per_second();
        Ok(Duration::from_secs_f64((user + system) as f64 / per_second as f64))
    }

    /// Waits until the process has had nothing to do for longer than tcpdump's buffer hands over late, which
    /// is a second.
    pub fn settle(&self, measured: &mut Measured) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let (mut before, mut since) = (self.cpu_time()?, Instant::now());
        loop {
            thread::sleep(Duration::from_millis(200));
            let now = self.cpu_time()?;
            if now != before {
                (before, since) = (now, Instant::now());
            }
            if since.elapsed() > QUIET || Instant::now() > deadline {
                measured.capturing = now;
                return Ok(());
            }
        }
    }

    /// Ends the process as Ctrl-C does, and reads what it counted.
    pub fn end(&mut self, measured: &mut Measured) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::INT)?;
        let mut line = String::new();
        while self.stderr.read_line(&mut line)? > 0 {
            read_figures(&line, measured);
            line.clear();
        }
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// tcpdump's three lines, and dumpcap's one: "Packets received/dropped on interface 'x': 7/3 (...)".
fn read_figures(line: &str, measured: &mut Measured) {
    let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok());
    let line = line.trim();
    if line.ends_with("captured") {
        measured.captured = number(line).unwrap_or(measured.captured);
    } else if line.ends_with("dropped by kernel") {
        measured.dropped = number(line).unwrap_or(measured.dropped);
    } else if let Some((_, figures)) = line.split_once("': ")
        && let Some((received, dropped)) = figures.split_once('/')
    {
        measured.captured = number(received).unwrap_or(measured.captured);
        measured.dropped = number(dropped).unwrap_or(measured.dropped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyones_figures_are_read() {
        let mut measured = Measured::default();
        read_figures("7 packets captured\n", &mut measured);
        read_figures("3 packets dropped by kernel\n", &mut measured);
        assert_eq!((measured.captured, measured.dropped), (7, 3));
        read_figures("Packets received/dropped on interface 'l0': 9/1 (pcap:1/dumpcap:0)", &mut measured);
        assert_eq!((measured.captured, measured.dropped), (9, 1));
    }
}
