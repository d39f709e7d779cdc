//! The network namespace in which it happens, and one run in it.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use rtnetlink::{LinkUnspec, LinkVeth};

use super::{
    capture::{Capture, pin},
    contender::{Contender, Form, Output},
    report::{Case, Measured},
    written,
};
use crate::{
    kernel::{
        generate::{Course, Generator, Sending, udp_frame},
        links::Link,
        links::Netlink,
    },
    sys::{ethtool::enable_gro, netns::leave_for_new_netns},
};

/// Where frames arrive, and where they come from.
const IFACE: &str = "bench0";
const PEER: &str = "bench1";

/// To which port the frames are addressed, and one to which none is.
const PORT: u16 = 7002;
const OTHER_PORT: u16 = 7003;

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
    pub fn run(&mut self, contender: Contender, case: &Case, output: &Output<'_>) -> Result<Measured> {
        let mut capture = self.start(contender, case, output)?;
        let start = Instant::now();
        self.send(case, false)?;
        let mut measured =
            Measured { offered: case.packets.into(), sending: Some(start.elapsed()), ..Measured::default() };
        if let Some(capture) = &mut capture {
            capture.settle(&mut measured)?;
            capture.end(&mut measured)?;
            let file = Path::new(output.file);
            if !case.rejected && file.is_file() {
                measured.written = Some(match output.form {
                    Form::Lines => written::lines(file)?,
                    Form::Savefile | Form::Pipe => written::distinct(file, case.packets)?,
                });
            }
        }
        Ok(measured)
    }

    /// Sends the frames of a case by themselves; answers with the median of the time that each took until it
    /// came out of the capture, and with what 99 of 100 did not exceed.
    pub fn delays(
        &mut self,
        contender: Contender,
        case: &Case,
        buffer_kib: Option<u32>,
    ) -> Result<[Duration; 2]> {
        let output = Output { form: Form::Pipe, file: "-", buffer_kib };
        let mut capture = self.start(contender, case, &output)?.context("nobody captures")?;
        let pipe = capture.take_stdout().context("no pipe")?;
        let cpu = self.capturing_cpu;
        let reader = thread::spawn(move || {
            pin(None, cpu)?;
            written::delays(pipe)
        });
        self.send(case, true)?;
        let mut measured = Measured::default();
        capture.settle(&mut measured)?;
        capture.end(&mut measured)?;
        reader.join().map_err(|_| anyhow!("the reader of {contender} broke down"))?
    }

    fn start(&self, contender: Contender, case: &Case, output: &Output<'_>) -> Result<Option<Capture>> {
        let port = if case.rejected { OTHER_PORT } else { PORT };
        let command = contender.command(IFACE, &format!("udp port {port}"), output)?;
        command.map(|command| Capture::start(command, contender, self.capturing_cpu)).transpose()
    }

    fn send(&mut self, case: &Case, is_stamped: bool) -> Result<()> {
        let mac = self.iface.mac.clone().try_into().unwrap_or_default();
        let frame = udp_frame(case.size, mac, PORT);
        let &Case { packets: count, flows, .. } = case;
        let sending = Sending { count, interval: case.interval(), flows, is_stamped };
        Ok(self.generator.send(self.peer.ifindex, &frame, sending)?)
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
