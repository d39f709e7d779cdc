//! Live capture through a packet socket, where eBPF is not to be had: what tcpdump does.

use std::{io, time::Duration};

use capture_common::{Direction, LinkType, Record, abi::PACKET_OUTGOING};
use libc::sock_filter;
use tokio::time::sleep;

use super::{
    Filtered, Interface, Next, Source, SourceError,
    cook::{Origin, Packet},
    ledger::{Entry, Ledger, Tally},
    options::LiveOptions,
    ring::promiscuous,
    target::{link_layer, link_type},
};
use crate::{
    diag,
    filter::Filter,
    kernel::{links::Link, memory::affordable, missing_capabilities, scope::Scope},
    sys::{
        packet_socket::{Facts, Options, PacketSocket},
        promiscuous::Promiscuous,
        readiness::Watched,
    },
};

/// How long packets gather before they are handed over. Each time wakes the reader.
const LATENCY: Duration = Duration::from_millis(20);

/// The same for who cannot wait: the kernel counts in milliseconds.
const SHORTEST_LATENCY: Duration = Duration::from_millis(1);

/// Size of the ring in bytes where `-B` is not given.
const DEFAULT_BUFFER: u64 = 32 * 1024 * 1024;

/// Most instructions of a socket's filter (`BPF_MAXINSNS` of `linux/bpf_common.h`).
const MAX_INSNS: usize = 4096;

/// What a socket hands out, and as what it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Frames with their own link header.
    Frames(LinkType),
    /// Packets of one interface, shown behind a cooked header.
    Sll,
    /// Packets of all interfaces, shown behind a cooked header that tells which.
    Sll2,
}

impl Form {
    /// What a capture of these interfaces hands out.
    pub fn of_scope(scope: &Scope) -> Self {
        match scope {
            Scope::One(link) => Self::of(link.arphrd),
            Scope::Some(_) | Scope::All(_) => Self::Sll2,
        }
    }

    /// What interfaces of this kind hand out.
    const fn of(arphrd: u16) -> Self {
        match link_layer(arphrd) {
            Some(layer) => Self::Frames(link_type(layer)),
            None => Self::Sll,
        }
    }

    pub const fn link_type(self) -> LinkType {
        match self {
            Self::Frames(link_type) => link_type,
            Self::Sll => LinkType::LINUX_SLL,
            Self::Sll2 => LinkType::LINUX_SLL2,
        }
    }
}

struct Running {
    socket: Watched<PacketSocket>,
    is_stopped: bool,
    _promiscuous: Vec<Promiscuous>,
}

/// Live capture through a packet socket.
pub struct AfPacketSource {
    options: LiveOptions,
    form: Form,
    scope: Scope,
    /// The loopback interface, if it is among those captured: each of its packets passes a packet
    /// socket twice, and the outgoing copy is dropped.
    loopback: Option<u32>,
    interface: Interface,
    running: Option<Running>,
}

impl AfPacketSource {
    /// Prepares a capture; nothing is captured before [`Source::start`].
    pub fn new(options: LiveOptions, scope: Scope) -> Self {
        let form = Form::of_scope(&scope);
        let loopback = scope.links().iter().find(|link| link.is_loopback()).map(|link| link.ifindex);
        let interface = Interface {
            name: scope.name(),
            description: scope.description(),
            link_type: form.link_type(),
            snaplen: options.snaplen,
            link_flags: 0,
        };
        Self { options, form, scope, loopback, interface, running: None }
    }

    fn refused(&self, what: &str, cause: io::Error) -> SourceError {
        match (cause.raw_os_error(), missing_capabilities()) {
            (Some(libc::EPERM | libc::EACCES), Some(missing)) => {
                SourceError::Permission { iface: self.interface.name.clone(), missing }
            }
            _ => SourceError::Io { what: format!("{}: {what}", self.interface.name), cause },
        }
    }

    /// The socket's program, and whether it does all of the filtering.
    fn program(&self, filter: &Filter) -> Result<(Vec<sock_filter>, Filtered), SourceError> {
        let compiled = match self.form {
            Form::Frames(link_type) => filter.compile_live(link_type, self.options.snaplen)?,
            _ => filter.compile(self.interface.link_type, self.options.snaplen)?,
        };
        let mut program = match &self.scope {
            Scope::Some(links) => interface_filter(links),
            Scope::One(_) | Scope::All(_) => Vec::new(),
        };
        program.extend(direction_filter(self.options.direction, self.loopback));
        let is_frames = matches!(self.form, Form::Frames(_));
        let fits = compiled.is_loop_free() && program.len() + compiled.encoded().len() <= MAX_INSNS;
        if is_frames && fits {
            program.extend(compiled.encoded().map(|i| insn(i.code, i.jt, i.jf, i.k)));
            return Ok((program, Filtered::InKernel));
        }
        // A cooked header is not there yet when the kernel filters.
        program.push(insn(RET, 0, 0, self.options.snaplen));
        Ok((program, Filtered::InUser))
    }

    fn latency(&self) -> Duration {
        if self.options.immediate { SHORTEST_LATENCY } else { LATENCY }
    }

    /// The one interface to receive from; `None` for all.
    fn ifindex(&self) -> Option<u32> {
        match &self.scope {
            Scope::One(link) => Some(link.ifindex),
            Scope::Some(_) | Scope::All(_) => None,
        }
    }

    /// Named interfaces only: a capture of all is never promiscuous.
    fn enter_promiscuous(&self) -> Vec<Promiscuous> {
        let is_wanted = self.options.promiscuous && !matches!(self.scope, Scope::All(_));
        self.scope.links().iter().filter(|_| is_wanted).filter_map(promiscuous).collect()
    }
}

const LD_H_ABS: u16 = (libc::BPF_LD | libc::BPF_H | libc::BPF_ABS) as u16;
const LD_W_ABS: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const JEQ: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const RET: u16 = (libc::BPF_RET | libc::BPF_K) as u16;

const fn insn(code: u16, jt: u8, jf: u8, k: u32) -> sock_filter {
    sock_filter { code, jt, jf, k }
}

/// Loads one of the facts that the kernel keeps beside a packet.
const fn ancillary(code: u16, which: libc::c_int) -> sock_filter {
    insn(code, 0, 0, (libc::SKF_AD_OFF + which) as u32)
}

/// Instructions that reject what does not belong to one of these interfaces; what they let through goes
/// on behind them.
fn interface_filter(links: &[Link]) -> Vec<sock_filter> {
    let mut program = vec![ancillary(LD_W_ABS, libc::SKF_AD_IFINDEX)];
    for (left, link) in (0..links.len()).rev().zip(links) {
        // Over the comparisons that are left, and over the rejection behind them.
        let over = u8::try_from(left + 1).unwrap_or(u8::MAX);
        program.push(insn(JEQ, over, 0, link.ifindex));
    }
    program.push(insn(RET, 0, 0, 0));
    program
}

/// Instructions that reject what goes the other way, and the outgoing copies on loopback; what they
/// let through goes on behind them.
fn direction_filter(direction: Direction, loopback: Option<u32>) -> Vec<sock_filter> {
    let outgoing =
        |jt, jf| [ancillary(LD_H_ABS, libc::SKF_AD_PKTTYPE), insn(JEQ, jt, jf, u32::from(PACKET_OUTGOING))];
    let reject = insn(RET, 0, 0, 0);
    let reject_on_loopback =
        loopback.map(|ifindex| [ancillary(LD_W_ABS, libc::SKF_AD_IFINDEX), insn(JEQ, 0, 1, ifindex), reject]);
    match direction {
        Direction::In => [&outgoing(0, 1)[..], &[reject]].concat(),
        Direction::Out => {
            [&outgoing(1, 0)[..], &[reject], reject_on_loopback.as_ref().map_or(&[], |it| &it[..])].concat()
        }
        Direction::Unknown => {
            reject_on_loopback.map_or_else(Vec::new, |it| [&outgoing(0, 3)[..], &it].concat())
        }
    }
}

impl Source for AfPacketSource {
    fn interfaces(&self) -> &[Interface] {
        std::slice::from_ref(&self.interface)
    }

    async fn start(&mut self, filter: &Filter) -> Result<Filtered, SourceError> {
        let (program, filtered) = self.program(filter)?;
        let options = Options {
            cooked: !matches!(self.form, Form::Frames(_)),
            snaplen: self.options.snaplen,
            buffer: affordable(self.options.buffer.unwrap_or(DEFAULT_BUFFER)),
            latency: self.latency(),
            adapter_time: self.options.wants_adapter_time(),
        };
        let socket =
            PacketSocket::open(options).map_err(|e| self.refused("cannot open a packet socket", e))?;
        socket.filter(&program).map_err(|e| self.refused("the kernel did not take the filter", e))?;
        socket.bind(self.ifindex()).map_err(|e| self.refused("cannot bind the packet socket", e))?;
        let socket = Watched::new(socket).map_err(|e| self.refused("cannot wait for packets", e))?;
        self.running = Some(Running { socket, is_stopped: false, _promiscuous: self.enter_promiscuous() });
        Ok(filtered)
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        let Some(running) = &mut self.running else { return Ok(Next::End) };
        let is_stopped = running.is_stopped;
        let Some(received) = running.socket.inner_mut().receive() else {
            return Ok(if is_stopped { Next::End } else { Next::Idle });
        };
        let facts = received.facts;
        let packet = Packet { bytes: received.bytes, origlen: facts.origlen };
        let (data, origlen) = match (self.form, facts.vlan) {
            (Form::Frames(LinkType::ETHERNET), Some(tag)) => packet.tagged(tag),
            (Form::Frames(_), _) => packet.plain(),
            (Form::Sll, _) => packet.sll(&origin(&facts), self.options.snaplen),
            (Form::Sll2, _) => packet.sll2(&origin(&facts), 0, self.options.snaplen),
        };
        let data = data.get(..self.options.snaplen as usize).unwrap_or(data);
        let direction = if facts.pkt_type == PACKET_OUTGOING { Direction::Out } else { Direction::In };
        Ok(Next::Record(Record { ts: facts.ts, iface: 0, direction, origlen, data }, &self.interface))
    }

    async fn wait(&mut self) {
        let Some(running) = &mut self.running else { return };
        let mut failed = None;
        running.socket.readable(|socket| failed = socket.take_error()).await;
        if let Some(error) = failed {
            diag::warning(format_args!("{}: {error}", self.interface.name));
        }
    }

    async fn stop(&mut self) {
        let latency = self.latency();
        let Some(running) = &mut self.running else { return };
        // What follows is not part of the capture; what is in the last block comes when its time is up.
        if running.socket.inner().filter(&[insn(RET, 0, 0, 0)]).is_ok() {
            sleep(2 * latency).await;
        }
        running.is_stopped = true;
    }

    fn ledger(&mut self) -> Option<Ledger> {
        let statistics = self.running.as_mut()?.socket.inner_mut().statistics().ok()?;
        let tally = Tally {
            dropped: Some(statistics.drops),
            copied: statistics.packets - statistics.drops,
            // A socket does not count what its filter rejects.
            seen: None,
            filtered: None,
            sampled: 0,
        };
        let direction = self.options.direction;
        Some(Ledger(vec![Entry { cpu: None, iface: self.interface.name.clone(), direction, tally }]))
    }
}

fn origin(facts: &Facts) -> Origin {
    let Facts { protocol, ifindex, arphrd, pkt_type, address_len, address, .. } = *facts;
    Origin { protocol, ifindex, arphrd, pkt_type, address_len, address }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the instructions make of a packet: whether it goes on behind them.
    fn passes(program: &[sock_filter], pkt_type: u8, ifindex: u32) -> bool {
        let (mut pc, mut a) = (0, 0);
        while let Some(&sock_filter { code, jt, jf, k }) = program.get(pc) {
            pc += 1;
            match code {
                LD_H_ABS => a = u32::from(pkt_type),
                LD_W_ABS => a = ifindex,
                JEQ => pc += usize::from(if a == k { jt } else { jf }),
                _ => return false,
            }
        }
        true
    }

    #[test]
    fn only_the_named_interfaces_pass() {
        let link = |ifindex| Link { ifindex, ..Link::default() };
        let program = interface_filter(&[link(2), link(5), link(7)]);
        let passed = [1, 2, 3, 5, 7, 8].map(|ifindex| passes(&program, 0, ifindex));
        assert_eq!(passed, [false, true, false, true, true, false]);
    }

    #[test]
    fn each_direction_passes_what_is_its_own_and_loopback_once() {
        const IN: u8 = 0;
        for (direction, loopback, expected) in [
            (Direction::Unknown, None, [true, true, true, true]),
            (Direction::Unknown, Some(1), [true, true, true, false]),
            (Direction::In, None, [true, false, true, false]),
            (Direction::In, Some(1), [true, false, true, false]),
            (Direction::Out, None, [false, true, false, true]),
            (Direction::Out, Some(1), [false, true, false, false]),
        ] {
            let program = direction_filter(direction, loopback);
            let packets = [(IN, 2), (PACKET_OUTGOING, 2), (IN, 1), (PACKET_OUTGOING, 1)];
            let passed = packets.map(|(pkt_type, ifindex)| passes(&program, pkt_type, ifindex));
            assert_eq!(passed, expected, "{direction:?} {loopback:?}");
        }
    }
}
