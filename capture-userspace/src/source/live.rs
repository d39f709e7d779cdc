//! Live capture: which interface, and by which engine.

use std::io;

use capture_common::{Direction, LinkType};

use super::{
    Filtered, Interface, Next, Source, SourceError, Upkeep, af_packet::AfPacketSource, ledger::Ledger,
    ring::RingSource, sampling::Sampling, watch::Watch,
};
use crate::{
    diag,
    filter::Filter,
    interface_names::InterfaceNames,
    ipv4_network::Ipv4Network,
    kernel::{
        devices::{Device, Scope, devices},
        events::{LinkEvent, LinkEvents},
        links::{Link, Netlink},
        xdp,
    },
};

/// How packets are captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// eBPF at tcx, at clsact where the kernel refuses tcx, AF_PACKET where eBPF cannot be used
    #[default]
    Auto,
    /// eBPF at tcx: Linux 6.6 and later
    Tcx,
    /// eBPF at the clsact qdisc
    Clsact,
    /// eBPF at XDP for what comes in, in the driver where it can; at tcx or clsact for what goes out
    Xdp,
    /// A packet socket with its filter in the kernel, as tcpdump has
    AfPacket,
}

/// What to capture.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// Interfaces' names or numbers, `any`, or none for the first one.
    pub ifaces: Vec<String>,
    /// Packets of this direction only; `Unknown` for both.
    pub direction: Direction,
    /// Most bytes of a packet to keep.
    pub snaplen: u32,
    /// Size of the buffer between kernel and reader in bytes, if it was given.
    pub buffer: Option<u64>,
    /// Whether to put the interface into promiscuous mode.
    pub promiscuous: bool,
    /// Whether each packet is handed on at once, also where that costs more or loses the order in which
    /// different CPUs handled packets of the same moment.
    pub immediate: bool,
    /// Which engine.
    pub engine: Engine,
    /// Which of the packets that match are wanted.
    pub sampling: Sampling,
}

/// The interfaces of this network namespace.
pub struct Host {
    /// A connection by which to ask and change more.
    pub netlink: Netlink,
    /// All there are, by index.
    pub links: Vec<Link>,
}

impl Host {
    /// Asks the kernel.
    ///
    /// # Errors
    /// When the kernel does not list its interfaces.
    pub async fn ask() -> Result<Self, SourceError> {
        let netlink = Netlink::open().map_err(listing_failed)?;
        let links = netlink.links().await.map_err(|error| listing_failed(io::Error::other(error)))?;
        Ok(Self { netlink, links })
    }

    /// All devices, in the order in which `-D` numbers them.
    pub fn devices(&self) -> Vec<Device> {
        devices(self.links.clone())
    }
}

fn listing_failed(cause: io::Error) -> SourceError {
    SourceError::Io { what: "cannot list the interfaces".into(), cause }
}

/// A live capture by any engine, which goes on when interfaces come, go and change.
pub struct LiveSource {
    capture: Capture,
    /// What to try when eBPF cannot be used.
    alternative: Option<Box<AfPacketSource>>,
    watch: Watch,
    network: Option<Ipv4Network>,
    events: LinkEvents,
    /// Came while the source was waiting.
    news: Option<LinkEvent>,
}

enum Capture {
    Ring(Box<RingSource>),
    AfPacket(Box<AfPacketSource>),
}

impl LiveSource {
    /// Finds the interfaces; nothing is captured before [`Source::start`].
    ///
    /// # Errors
    /// When there is no such interface, or the engine cannot see its packets.
    pub async fn open(options: LiveOptions) -> Result<Self, SourceError> {
        // First of all, so that nothing is missed between the list and the news.
        let events = LinkEvents::open().map_err(listing_failed)?;
        let Host { netlink, links } = Host::ask().await?;
        let scope = Scope::choose(&links, &options.ifaces).map_err(SourceError::no_such_device)?;
        let watch = Watch::new(&scope);
        let network = match &scope {
            Scope::One(link) => link.network,
            Scope::Some(_) | Scope::All(_) => None,
        };
        if options.engine != Engine::Xdp {
            scope.links().iter().filter(|link| link.xdp.is_some()).for_each(warn_of_xdp);
        }
        let socket = || Box::new(AfPacketSource::new(options.clone(), scope.clone()));
        // A socket cannot sample in the kernel.
        let may_fall_back = options.engine == Engine::Auto && !options.sampling.is_on();
        let mut alternative = may_fall_back.then(socket);
        let capture = if options.engine == Engine::AfPacket {
            Capture::AfPacket(socket())
        } else {
            match (RingSource::new(options.clone(), netlink, &scope), alternative.take()) {
                (Ok(ring), socket) => {
                    alternative = socket;
                    Capture::Ring(Box::new(ring))
                }
                (Err(error), Some(socket)) => {
                    tell_fallback(&error);
                    Capture::AfPacket(socket)
                }
                (Err(error), None) => return Err(error),
            }
        };
        Ok(Self { capture, alternative, watch, network, events, news: None })
    }

    async fn follow(&mut self, event: LinkEvent) -> Result<(), SourceError> {
        match event {
            LinkEvent::Changed(link) => {
                self.watch.changed(&link);
                if let Capture::Ring(ring) = &mut self.capture
                    && let Err(error) = ring.link_changed(link).await
                {
                    diag::warning(format_args!("{error}"));
                }
                Ok(())
            }
            LinkEvent::Gone(ifindex) => {
                if let Capture::Ring(ring) = &mut self.capture {
                    ring.link_gone(ifindex);
                }
                self.watch.gone(ifindex)
            }
        }
    }
}

/// What the records of a capture of these interfaces start with.
pub fn scope_link_type(scope: &Scope) -> LinkType {
    super::af_packet::Form::of_scope(scope).link_type()
}

/// Says that not all that the wire brings will be seen.
fn warn_of_xdp(link: &Link) {
    let (name, owner) = (&link.name, xdp::owner(link));
    diag::warning(format_args!("{name}: XDP has {owner}: what it drops or redirects is not captured"));
}

/// Says why eBPF is not used.
fn tell_fallback(error: &SourceError) {
    diag::message(format_args!("{error}; capturing through AF_PACKET instead of eBPF"));
}

/// Whether a packet socket may do better.
const fn is_about_ebpf(error: &SourceError) -> bool {
    matches!(error, SourceError::Permission { .. } | SourceError::Kernel(_))
}

impl Source for LiveSource {
    fn interfaces(&self) -> &[Interface] {
        match &self.capture {
            Capture::Ring(ring) => ring.interfaces(),
            Capture::AfPacket(socket) => socket.interfaces(),
        }
    }

    fn interface_names(&self) -> InterfaceNames {
        self.watch.names()
    }

    fn network(&self) -> Option<Ipv4Network> {
        self.network
    }

    async fn start(&mut self, filter: &Filter) -> Result<Filtered, SourceError> {
        let (refused, mut socket) = match &mut self.capture {
            Capture::AfPacket(socket) => return socket.start(filter).await,
            Capture::Ring(ring) => match (ring.start(filter).await, self.alternative.take()) {
                (Err(error), Some(socket)) if is_about_ebpf(&error) => (error, socket),
                (result, _) => return result,
            },
        };
        match socket.start(filter).await {
            Ok(filtered) => {
                tell_fallback(&refused);
                self.capture = Capture::AfPacket(socket);
                Ok(filtered)
            }
            // What eBPF lacks is what its user wants to hear of.
            Err(_) => Err(refused),
        }
    }

    fn upkeep(&self) -> Upkeep {
        match &self.capture {
            Capture::Ring(ring) => ring.upkeep(),
            Capture::AfPacket(socket) => socket.upkeep(),
        }
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        match &mut self.capture {
            Capture::Ring(ring) => ring.next(),
            Capture::AfPacket(socket) => socket.next(),
        }
    }

    async fn wait(&mut self) {
        let waiting = async {
            match &mut self.capture {
                Capture::Ring(ring) => ring.wait().await,
                Capture::AfPacket(socket) => socket.wait().await,
            }
        };
        tokio::select! {
            () = waiting => {}
            event = self.events.next(), if self.news.is_none() => self.news = Some(event),
        }
    }

    async fn attend(&mut self) -> Result<(), SourceError> {
        while let Some(event) = self.news.take().or_else(|| self.events.ready()) {
            self.follow(event).await?;
        }
        Ok(())
    }

    async fn stop(&mut self) {
        match &mut self.capture {
            Capture::Ring(ring) => ring.stop().await,
            Capture::AfPacket(socket) => socket.stop().await,
        }
    }

    fn ledger(&mut self) -> Option<Ledger> {
        match &mut self.capture {
            Capture::Ring(ring) => ring.ledger(),
            Capture::AfPacket(socket) => socket.ledger(),
        }
    }
}
