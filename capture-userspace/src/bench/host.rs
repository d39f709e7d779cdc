//! The network namespace in which it happens, and one run in it.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, ChildStderr},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rtnetlink::{LinkUnspec, LinkVeth};
use rustix::{
    process::{Pid, Signal, kill_process},
    thread::{CpuSet, sched_setaffinity},
};

use super::{
    contender::Contender,
    report::{Case, Measured},
};
use crate::{
    kernel::{
        generate::{Course, Generator, udp_frame},
        links::Link,
        links::Netlink,
    },
    sys::{netns::leave_for_new_netns, offload::enable_gro},
};

/// Where frames arrive, and where they come from.
const IFACE: &str = "bench0";
const PEER: &str = "bench1";

/// To which port the frames are addressed, and one to which none is.
const PORT: u16 = 7002;
const OTHER_PORT: u16 = 7003;

/// How long a capture may take to begin, and to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// The namespace and what sends there.
pub struct Host {
    iface: Link,
    peer: Link,
    generator: Generator,
    capturing_cpu: usize,
}

impl Host {
    /// Makes the namespace, in which this process stays.
    pub fn new() -> Result<Self> {
        leave_for_new_netns()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (iface, peer) = runtime.block_on(make_interfaces())?;
        let cpus = thread::available_parallelism()?.get();
        pin(None, 0)?;
        Ok(Self { iface, peer, generator: Generator::load(Course::Sent)?, capturing_cpu: cpus - 1 })
    }

    /// Sends the frames of a case while `contender` captures.
    pub fn run(
        &mut self,
        contender: Contender,
        case: &Case,
        file: &str,
        buffer: Option<u32>,
    ) -> Result<Measured> {
        let port = if case.rejected { OTHER_PORT } else { PORT };
        let mut capture = match contender.command(IFACE, port, file, buffer) {
            Some(command) => Some(Capture::start(command, contender, self.capturing_cpu)?),
            None => None,
        };
        let mac = self.iface.mac.clone().try_into().unwrap_or_default();
        let frame = udp_frame(case.size, mac, PORT);
        let start = Instant::now();
        self.generator.send(self.peer.ifindex, &frame, case.packets, case.interval())?;
        let sending = start.elapsed();
        let mut measured = Measured { sending, ..Measured::default() };
        if let Some(capture) = &mut capture {
            capture.settle(&mut measured)?;
            capture.end(&mut measured)?;
        }
        Ok(measured)
    }
}

async fn make_interfaces() -> Result<(Link, Link)> {
    let netlink = Netlink::open()?;
    let handle = netlink.handle();
    handle.link().add(LinkVeth::new(IFACE, PEER).build()).execute().await.context("no veth pair")?;
    enable_gro(IFACE).context("no GRO on a veth")?;
    for link in netlink.links().await? {
        handle.link().set(LinkUnspec::new_with_index(link.ifindex).up().build()).execute().await?;
    }
    let links = netlink.links().await?;
    let named = |name| links.iter().find(|link| link.name == name).cloned();
    named(IFACE).zip(named(PEER)).context("the veth pair has gone")
}

fn pin(process: Option<Pid>, cpu: usize) -> Result<()> {
    let mut cpus = CpuSet::new();
    cpus.set(cpu);
    sched_setaffinity(process, &cpus).context("cannot choose a CPU")
}

/// A running capture.
struct Capture {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Capture {
    fn start(mut command: std::process::Command, contender: Contender, cpu: usize) -> Result<Self> {
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

    /// CPU time that the process has taken.
    fn cpu_time(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // proc(5): fields 14 and 15, counted behind the name, which may hold anything.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
        let (user, system) = ticks(11).zip(ticks(12)).context("an unknown form of /proc/PID/stat")?;
        let per_second = rustix::param::clock_ticks_per_second();
        Ok(Duration::from_secs_f64((user + system) as f64 / per_second as f64))
    }

    /// Waits until the process has nothing to do any more.
    fn settle(&self, measured: &mut Measured) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut before = self.cpu_time()?;
        loop {
            thread::sleep(Duration::from_millis(200));
            let now = self.cpu_time()?;
            if now == before || Instant::now() > deadline {
                measured.capturing = now;
                return Ok(());
            }
            before = now;
        }
    }

    /// Ends the process as Ctrl-C does, and reads what it counted.
    fn end(&mut self, measured: &mut Measured) -> Result<()> {
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
