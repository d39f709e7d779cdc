//! Live capture: eBPF programs at the hooks of one interface or of all, and the rings they fill.

use std::{thread, time::Duration};

use aya::maps::{MapData, RingBuf};
use aya_log::EbpfLogger;
use capture_common::{
    Direction, LinkType, Record, Timestamp,
    abi::{COUNTERS, Counter, Hook, RecordHeader},
};
use capture_filter::{
    Facts, Program,
    ebpf::{self, Cooked, TranslateError, View},
};
use log::Log;
use network_types::eth::EthHdr;
use tokio::time::sleep;

use super::{
    Filtered, Interface, LinkLayer, Next, Source, SourceError, Upkeep,
    cook::{Origin, Packet, ethernet_payload, ethernet_source, packet_type},
    ledger::{Entry, Ledger, Tally},
    merge::{Merger, WINDOW},
    options::{Engine, LiveOptions},
    target::{Target, Targets, link_type},
};
use crate::{
    diag,
    filter::Filter,
    kernel::{
        Object, ObjectError,
        attach::{AttachError, Attachments, is_gone},
        dimensions,
        links::{Link, Netlink},
        missing_capabilities,
        scope::Scope,
    },
    sys::{
        clock::Clock,
        promiscuous::Promiscuous,
        readiness::Watched,
        ring_memory::{Dimensions, RingMemory},
    },
};

/// How long the reader sleeps at most when it has asked to be woken. Its question and the kernel's
/// next record may cross unseen, which then costs this much delay.
const LONGEST_SLEEP: Duration = Duration::from_millis(100);

/// The shortest sleep: the kernel's timers are no more exact than this.
const SHORTEST_SLEEP: Duration = Duration::from_micros(50);

/// A running capture's resources.
struct Running {
    merger: Merger,
    /// Rings when a record has come for a reader that sleeps.
    alarm: Watched<RingBuf<MapData>>,
    attachments: Attachments,
    /// What the programs say, where anybody wants to know.
    logger: Option<EbpfLogger<&'static dyn Log>>,
    stopped: bool,
    _promiscuous: Vec<Promiscuous>,
    object: Object,
}

/// Live capture through eBPF.
pub struct RingSource {
    options: LiveOptions,
    netlink: Netlink,
    targets: Targets,
    /// Whether records start with a cooked header that tells their interface.
    is_cooked: bool,
    /// Whether interfaces that come are captured too.
    follows: bool,
    interface: Interface,
    clock: Clock,
    /// The filter, where the kernel did not take it.
    filter_here: Option<Program>,
    running: Option<Running>,
}

/// Filter bodies, by where they run.
type Bodies = Vec<(LinkLayer, Hook, Vec<u8>)>;

/// Programs in the kernel.
struct Loaded {
    object: Object,
    attachments: Attachments,
    memory: RingMemory,
}

impl RingSource {
    /// Prepares a capture; nothing is captured before [`Source::start`].
    ///
    /// # Errors
    /// When eBPF programs cannot see the packets of an interface that was named.
    pub fn new(options: LiveOptions, netlink: Netlink, scope: &Scope) -> Result<Self, SourceError> {
        let targets = Targets::new(scope)?;
        let link_type = match (scope, targets.as_slice()) {
            (Scope::One(_), [target]) => link_type(target.layer),
            _ => LinkType::LINUX_SLL2,
        };
        let interface = Interface {
            name: scope.name(),
            description: scope.description(),
            link_type,
            snaplen: options.snaplen,
            link_flags: 0,
        };
        Ok(Self {
            options,
            netlink,
            targets,
            is_cooked: !matches!(scope, Scope::One(_)),
            follows: matches!(scope, Scope::All(_)),
            interface,
            clock: Clock::paired(),
            filter_here: None,
            running: None,
        })
    }

    /// The filter's eBPF bodies for the programs that may be needed.
    fn bodies(&self, program: &Program) -> Result<Bodies, TranslateError> {
        let mut bodies = Vec::new();
        for layer in [LinkLayer::Ethernet, LinkLayer::Raw] {
            if self.follows || self.targets.as_slice().iter().any(|target| target.layer == layer) {
                let view = self.view(layer);
                for hook in Hook::ALL {
                    let target = match hook {
                        Hook::Ingress => ebpf::Target::SkbIngress,
                        Hook::Egress => ebpf::Target::SkbEgress,
                        Hook::Xdp if self.options.engine == Engine::Xdp && layer == LinkLayer::Ethernet => {
                            ebpf::Target::Xdp
                        }
                        Hook::Xdp => continue,
                    };
                    bodies.push((layer, hook, ebpf::translate(program, target, &view)?.in_front().bytes()));
                }
            }
        }
        Ok(bodies)
    }

    /// How the packets that the filter is compiled for lie in what a program sees.
    fn view(&self, layer: LinkLayer) -> View {
        if !self.is_cooked {
            return View::Frame;
        }
        let of_layer = self.targets.as_slice().iter().filter(|target| target.layer == layer);
        let (is_ethernet, other_arphrd) = match layer {
            LinkLayer::Ethernet => (true, libc::ARPHRD_ETHER),
            LinkLayer::Raw => (false, libc::ARPHRD_NONE),
        };
        let arphrd = of_layer
            .map(|target| (target.link.ifindex, target.link.arphrd))
            .filter(|(_, arphrd)| *arphrd != other_arphrd)
            .collect();
        View::Cooked(Cooked { is_ethernet, arphrd, other_arphrd })
    }

    /// Loads and attaches the programs with these filters.
    async fn load(&self, bodies: &Bodies, dimensions: Dimensions) -> Result<Loaded, AttachError> {
        let mut object =
            Object::load(dimensions, self.options.snaplen, &self.options.sampling.settings(), bodies)?;
        // Before the first packet comes: the programs get their blocks from here.
        let memory = RingMemory::new(&object.maps()?, dimensions).map_err(ObjectError::Rings)?;
        let attachments = self.attach(&mut object).await?;
        Ok(Loaded { object, attachments, memory })
    }

    /// The same, or where the kernel does not take the filter, with programs that accept every packet
    /// and the filter here.
    async fn load_somehow(&mut self, filter: &Filter) -> Result<Loaded, SourceError> {
        let program = filter.compile_live(self.interface.link_type, self.options.snaplen)?;
        let dimensions = dimensions(self.options.buffer, self.options.snaplen, self.targets.slots());
        let mut dimensions = dimensions.map_err(|error| self.object_refused(&error))?;
        if self.options.wants_adapter_time() {
            dimensions = dimensions.with_adapter_time();
        }
        let reason = match self.bodies(&program) {
            Err(error) => error.to_string(),
            Ok(bodies) => match self.load(&bodies, dimensions).await {
                Ok(loaded) => return Ok(loaded),
                Err(AttachError::Object(ObjectError::Verifier { log, cause, .. }))
                    if !filter.text().trim().is_empty() && cause.raw_os_error() != Some(libc::EPERM) =>
                {
                    log
                }
                Err(error) => return Err(self.refused(error.os_error(), error.to_string())),
            },
        };
        let everything = Filter::new(String::new(), true).compile_live(self.interface.link_type, u32::MAX)?;
        let bodies = self.bodies(&everything).map_err(|error| SourceError::Kernel(error.to_string()))?;
        let loaded = self.load(&bodies, dimensions).await;
        let loaded = loaded.map_err(|error| self.refused(error.os_error(), error.to_string()))?;
        diag::warning(format_args!(
            "the filter runs in user space, as the kernel does not take it: {reason}"
        ));
        self.filter_here = Some(program);
        Ok(loaded)
    }

    async fn attach(&self, object: &mut Object) -> Result<Attachments, AttachError> {
        let hooks = self.targets.as_slice().iter().map(|target| self.hooks(target).len()).sum();
        let mut attachments = Attachments::new(self.options.engine, hooks)?;
        let mut gone = None;
        let mut attached = 0;
        for target in self.targets.as_slice() {
            match self.attach_target(&mut attachments, object, target).await {
                Ok(()) => attached += 1,
                // One of many may have gone since it was listed.
                Err(error) if self.is_cooked && is_gone(&error) => gone = Some(error),
                Err(error) => {
                    attachments.detach(&self.netlink).await;
                    return Err(error);
                }
            }
        }
        match gone {
            Some(error) if attached == 0 => Err(error),
            _ => Ok(attachments),
        }
    }

    async fn attach_target(
        &self,
        attachments: &mut Attachments,
        object: &mut Object,
        target: &Target,
    ) -> Result<(), AttachError> {
        for hook in self.hooks(target) {
            attachments.attach(object, &self.netlink, &target.link, target.layer, hook).await?;
        }
        Ok(())
    }

    /// The hooks that see what is wanted of an interface's packets, each of them once.
    fn hooks(&self, target: &Target) -> Vec<Hook> {
        let ingress = match target.layer {
            LinkLayer::Ethernet if self.options.engine == Engine::Xdp => Hook::Xdp,
            _ => Hook::Ingress,
        };
        let mut hooks = Vec::new();
        if self.options.direction != Direction::Out {
            hooks.push(ingress);
        }
        // On loopback each packet passes both ways: like a packet socket, keep the one coming in.
        if self.options.direction != Direction::In && !target.link.is_loopback() {
            hooks.push(Hook::Egress);
        }
        hooks
    }

    /// An interface is new, or something about it has changed.
    ///
    /// # Errors
    /// When it should be captured from now on, and cannot be.
    pub async fn link_changed(&mut self, link: Link) -> Result<(), SourceError> {
        if !self.follows && self.targets.by_index(link.ifindex).is_none() {
            return Ok(());
        }
        let Some(target) = self.targets.update(link)? else { return Ok(()) };
        let Some(mut running) = self.running.take() else { return Ok(()) };
        let Running { attachments, object, .. } = &mut running;
        let attached = self.attach_target(attachments, object, &target).await;
        self.running = Some(running);
        attached.map_err(|error| self.refused(error.os_error(), error.to_string()))
    }

    /// An interface is no longer there, nor is what was attached to it.
    pub fn link_gone(&mut self, ifindex: u32) {
        if let Some(running) = &mut self.running {
            running.attachments.forget(ifindex);
        }
    }

    /// Named interfaces only: a capture of all is never promiscuous.
    fn enter_promiscuous(&self) -> Vec<Promiscuous> {
        let named = self.targets.as_slice().iter().filter(|_| self.options.promiscuous && !self.follows);
        named.filter_map(|target| promiscuous(&target.link)).collect()
    }

    fn refused(&self, os_error: Option<i32>, words: String) -> SourceError {
        match (os_error, missing_capabilities()) {
            (Some(libc::EPERM | libc::EACCES), Some(missing)) => {
                SourceError::Permission { iface: self.interface.name.clone(), missing }
            }
            _ => SourceError::Kernel(words),
        }
    }

    fn object_refused(&self, error: &ObjectError) -> SourceError {
        self.refused(error.os_error(), error.to_string())
    }
}

impl Source for RingSource {
    fn interfaces(&self) -> &[Interface] {
        std::slice::from_ref(&self.interface)
    }

    async fn start(&mut self, filter: &Filter) -> Result<Filtered, SourceError> {
        let Loaded { mut object, attachments, memory } = self.load_somehow(filter).await?;
        let alarm = object.take_alarm().map_err(|e| self.object_refused(&e))?;
        let logger = object.take_logger().map_err(|e| self.object_refused(&e))?;
        let alarm = Watched::new(alarm)
            .map_err(|cause| SourceError::Io { what: "cannot wait for the rings".into(), cause })?;
        self.running = Some(Running {
            merger: Merger::new(memory, if self.options.immediate { Duration::ZERO } else { WINDOW }),
            alarm,
            attachments,
            logger,
            stopped: false,
            _promiscuous: self.enter_promiscuous(),
            object,
        });
        Ok(Filtered::InKernel)
    }

    fn upkeep(&self) -> Upkeep {
        let detaches = self.running.as_ref().is_some_and(|running| running.attachments.has_filters());
        match () {
            () if self.follows => Upkeep::Attaches,
            () if detaches => Upkeep::Detaches,
            () => Upkeep::None,
        }
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        let Some(running) = &mut self.running else { return Ok(Next::End) };
        let stopped = running.stopped;
        let Some(raw) = running.merger.next_record() else {
            return Ok(if stopped { Next::End } else { Next::Idle });
        };
        let ts = match raw.adapter_ns {
            0 => self.clock.unix(raw.header.ktime_ns),
            ns => Timestamp::from_unix_nanos(ns.cast_signed()),
        };
        let direction = direction(raw.header.hook);
        let packet = Packet { bytes: raw.bytes, origlen: raw.header.origlen };
        let program = self.filter_here.as_ref();
        if !self.is_cooked
            && program.is_some_and(|program| {
                program.run_live(packet.captured(), packet.origlen, &facts(&raw.header)) == 0
            })
        {
            return Ok(Next::Rejected);
        }
        let (data, origlen) = if self.is_cooked {
            let target = self.targets.by_index(raw.header.ifindex);
            cooked(packet, &raw.header, target, self.options.snaplen)
        } else if raw.header.vlan_proto != 0 {
            packet.tagged((raw.header.vlan_proto, raw.header.vlan_tci))
        } else {
            packet.plain()
        };
        if self.is_cooked && program.is_some_and(|program| program.run(data, origlen) == 0) {
            return Ok(Next::Rejected);
        }
        Ok(Next::Record(Record { ts, iface: 0, direction, origlen, data }, &self.interface))
    }

    async fn wait(&mut self) {
        self.clock.renew();
        let Some(running) = &mut self.running else { return };
        if let Some(logger) = &mut running.logger {
            logger.flush();
        }
        if running.merger.is_holding() {
            running.let_records_gather();
        } else {
            running.sleep_until_woken().await;
        }
    }

    async fn stop(&mut self) {
        if let Some(running) = &mut self.running {
            running.attachments.detach(&self.netlink).await;
            // A program that was running when its link went has written its record by then.
            sleep(WINDOW).await;
            running.merger.drain();
            running.stopped = true;
        }
    }

    fn ledger(&mut self) -> Option<Ledger> {
        let memory = self.running.as_ref()?.merger.memory();
        let mut entries = Vec::new();
        for (ifindex, iface) in self.targets.counted() {
            for cpu in 0..memory.cpus() {
                for hook in Hook::ALL {
                    let counts = memory.counts(cpu, ifindex, hook);
                    if counts[Counter::Seen as usize] > 0 {
                        let (iface, cpu, direction) = (iface.clone(), Some(cpu), direction(hook as u8));
                        entries.push(Entry { cpu, iface, direction, tally: tally(counts) });
                    }
                }
            }
        }
        Some(Ledger(entries))
    }
}

/// Which way packets go past a [`Hook`].
const fn direction(hook: u8) -> Direction {
    if hook == Hook::Egress as u8 { Direction::Out } else { Direction::In }
}

/// What a filter may want to know of a packet beside its bytes.
fn facts(header: &RecordHeader) -> Facts {
    Facts {
        protocol: header.protocol,
        packet_type: header.pkt_type,
        ifindex: header.ifindex,
        vlan_tci: (header.vlan_proto != 0).then_some(header.vlan_tci),
    }
}

fn tally(counts: [u64; COUNTERS]) -> Tally {
    Tally {
        seen: Some(counts[Counter::Seen as usize]),
        filtered: Some(counts[Counter::Filtered as usize]),
        sampled: counts[Counter::Sampled as usize],
        dropped: Some(counts[Counter::Dropped as usize]),
        copied: counts[Counter::Copied as usize],
    }
}

/// Puts an interface into promiscuous mode, or says why that cannot be.
pub fn promiscuous(link: &Link) -> Option<Promiscuous> {
    Promiscuous::enter(link.ifindex)
        .inspect_err(|error| diag::warning(format_args!("{}: not in promiscuous mode: {error}", link.name)))
        .ok()
}

/// A packet as a cooked socket would have shown it.
fn cooked<'a>(
    packet: Packet<'a>,
    header: &RecordHeader,
    target: Option<&Target>,
    snaplen: u32,
) -> (&'a [u8], u32) {
    let layer = target.map_or(LinkLayer::Ethernet, |target| target.layer);
    let (address, address_len) = match layer {
        LinkLayer::Ethernet => ethernet_source(packet.captured()),
        LinkLayer::Raw => Default::default(),
    };
    let mut origin = Origin {
        protocol: header.protocol,
        ifindex: header.ifindex,
        arphrd: target.map_or(libc::ARPHRD_ETHER, |target| target.link.arphrd),
        pkt_type: header.pkt_type,
        address_len,
        address,
    };
    let mut link_len = if layer == LinkLayer::Ethernet { EthHdr::LEN } else { 0 };
    if header.hook == Hook::Xdp as u8 {
        let own = target.map_or(&[][..], |target| &target.link.mac);
        (link_len, origin.protocol) = ethernet_payload(packet.captured());
        origin.pkt_type = packet_type(packet.captured(), own);
    }
    packet.sll2(&origin, link_len, snaplen)
}

impl Running {
    /// Sleeps for a moment when there is traffic. Waking the reader costs more than reading many packets,
    /// so nobody wakes it then. The runtime's timers are too coarse for this.
    fn let_records_gather(&mut self) {
        let pause = self.merger.pace();
        if pause >= SHORTEST_SLEEP {
            thread::sleep(pause);
        }
    }

    /// Asks every CPU to ring the alarm, looks once more, and sleeps.
    async fn sleep_until_woken(&mut self) {
        for cpu in 0..self.merger.memory().cpus() {
            self.merger.memory().set_waiting(cpu, true);
        }
        self.merger.look();
        if !self.merger.is_holding() {
            tokio::select! {
                // Which CPU it was does not matter: the reader looks at all.
                () = self.alarm.readable(|alarm| while alarm.next().is_some() {}) => {}
                () = sleep(LONGEST_SLEEP) => {}
            }
        }
        for cpu in 0..self.merger.memory().cpus() {
            self.merger.memory().set_waiting(cpu, false);
        }
    }
}
