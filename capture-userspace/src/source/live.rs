//! Live capture: which interface, and by which engine.

use std::{io, time::Duration};

use capture_common::LinkType;
use tokio::time::timeout;

use super::{
    Filtered, Interface, Next, Source, SourceError, Upkeep,
    af_packet::AfPacketSource,
    ledger::Ledger,
    libpcap::{self, LibpcapSource},
    options::{Engine, LiveOptions, TimeStampType},
    ring::RingSource,
    watch::Watch,
};
use crate::{
    devices::Device,
    diag,
    filter::Filter,
    interface_names::InterfaceNames,
    ipv4_network::Ipv4Network,
    kernel::{
        events::{LinkEvent, LinkEvents},
        links::{Link, Netlink},
        missing_capabilities,
        scope::{self, Chosen, Scope},
    },
    sys::ethtool::{StampedByAdapter, can_stamp_all},
};

/// How much later than a socket the kernel may tell that an interface has gone.
const GRACE: Duration = Duration::from_millis(200);

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

    /// All devices as tcpdump lists them: what is no interface only where libpcap is installed.
    pub fn devices(&self) -> Vec<Device> {
        libpcap::devices().unwrap_or_else(|_| scope::devices(&self.links))
    }

    /// What is to be captured, and by what.
    ///
    /// # Errors
    /// When a word names nothing, or not one thing, or what the engine that was asked for cannot capture.
    pub fn choose(&self, options: &LiveOptions) -> Result<Choice, SourceError> {
        let chosen = Chosen::of(&self.links, &options.ifaces, || self.devices())?;
        let is_beyond_us = options.monitor || matches!(chosen, Chosen::Other(_));
        let by_libpcap = match options.engine {
            Engine::Libpcap => true,
            Engine::Auto => is_beyond_us,
            _ if is_beyond_us => return Err(SourceError::OnlyLibpcap(chosen.name())),
            _ => false,
        };
        match chosen {
            Chosen::Interfaces(scope) if !by_libpcap => Ok(Choice::Ours(scope)),
            Chosen::Interfaces(scope @ Scope::Some(_)) => Err(SourceError::OneAtATime(scope.name())),
            Chosen::Interfaces(scope) => Ok(Choice::Libpcap { device: scope.name(), scope }),
            Chosen::Other(device) => Ok(Choice::Libpcap { device, scope: Scope::Some(Vec::new()) }),
        }
    }
}

/// What is captured, and by what.
pub enum Choice {
    /// Interfaces, by an engine of ours.
    Ours(Scope),
    /// A device, by libpcap.
    Libpcap {
        /// Its name.
        device: String,
        /// The interfaces behind it.
        scope: Scope,
    },
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
    /// What libpcap says of the end, until it is known whether the interface has gone.
    failed: Option<SourceError>,
    /// Goes on stamping as long as this is there.
    adapter: Option<StampedByAdapter>,
}

enum Capture {
    Ring(Box<RingSource>),
    AfPacket(Box<AfPacketSource>),
    Libpcap(Box<LibpcapSource>),
}

impl LiveSource {
    /// Finds the interfaces; nothing is captured before [`Source::start`].
    ///
    /// # Errors
    /// When there is no such interface, or the engine cannot see its packets.
    pub async fn open(options: &LiveOptions) -> Result<Self, SourceError> {
        // First of all, so that nothing is missed between the list and the news.
        let events = LinkEvents::open().map_err(listing_failed)?;
        let host = Host::ask().await?;
        let choice = host.choose(options)?;
        let (Choice::Ours(scope) | Choice::Libpcap { scope, .. }) = &choice;
        let network = match scope {
            Scope::One(link) => link.network,
            Scope::Some(_) | Scope::All(_) => None,
        };
        if options.engine != Engine::Xdp {
            scope.links().iter().for_each(warn_of_xdp);
        }
        let watch = Watch::new(scope);
        let mut options = options.clone();
        let adapter = match &choice {
            Choice::Ours(scope) => {
                let adapter = stamped_by_adapter(scope, &options)?;
                options.time_stamp_type = adapter.as_ref().map(|_| TimeStampType::ADAPTER);
                adapter
            }
            Choice::Libpcap { .. } => None,
        };
        let (capture, alternative) = match choice {
            Choice::Libpcap { device, .. } => {
                (Capture::Libpcap(Box::new(LibpcapSource::open(&device, &options)?)), None)
            }
            Choice::Ours(scope) if options.engine == Engine::AfPacket => {
                (Capture::af_packet(scope, &options), None)
            }
            Choice::Ours(scope) => Capture::ring(scope, host.netlink, &options)?,
        };
        Ok(Self { capture, alternative, watch, network, events, news: None, failed: None, adapter })
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

impl Capture {
    fn af_packet(scope: Scope, options: &LiveOptions) -> Self {
        Self::AfPacket(Box::new(AfPacketSource::new(options.clone(), scope)))
    }

    /// By eBPF, and what to try when that is refused later.
    fn ring(
        scope: Scope,
        netlink: Netlink,
        options: &LiveOptions,
    ) -> Result<(Self, Option<Box<AfPacketSource>>), SourceError> {
        // A socket cannot sample in the kernel.
        let may_fall_back = options.engine == Engine::Auto && !options.sampling.is_on();
        match RingSource::new(options.clone(), netlink, &scope) {
            Ok(ring) => {
                let socket = || Box::new(AfPacketSource::new(options.clone(), scope));
                Ok((Self::Ring(Box::new(ring)), may_fall_back.then(socket)))
            }
            Err(error) if may_fall_back => {
                tell_fallback(&error);
                Ok((Self::af_packet(scope, options), None))
            }
            Err(error) => Err(error),
        }
    }
}

/// What the records of a capture of these interfaces start with.
pub fn scope_link_type(scope: &Scope) -> LinkType {
    super::af_packet::Form::of_scope(scope).link_type()
}

/// Says that not all that the wire brings will be seen, where another program sees it first.
fn warn_of_xdp(Link { name, xdp, .. }: &Link) {
    if let Some(program) = xdp {
        diag::warning(format_args!("{name}: XDP has {program}: what it drops or redirects is not captured"));
    }
}

/// Has the adapter stamp packets if that is asked for, or says that the host's clock stamps them all the same.
fn stamped_by_adapter(scope: &Scope, options: &LiveOptions) -> Result<Option<StampedByAdapter>, SourceError> {
    let Some(wanted) = options.time_stamp_type.filter(|wanted| !wanted.is_host) else { return Ok(None) };
    if let Scope::One(link) = scope
        && wanted == TimeStampType::ADAPTER
        // Programs at XDP do not learn of it.
        && options.engine != Engine::Xdp
        && can_stamp_all(&link.name)
    {
        match (StampedByAdapter::enable(link.ifindex), missing_capabilities()) {
            (Ok(adapter), _) => return Ok(Some(adapter)),
            (Err(_), Some(missing)) => {
                return Err(SourceError::Permission { iface: link.name.clone(), missing });
            }
            (Err(_), None) => {}
        }
    }
    diag::warning(format_args!(
        "When trying to set timestamp type '{}' on {}: That type of time stamp is not supported by that device",
        wanted.name,
        options.ifaces.join(","),
    ));
    Ok(None)
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
            Capture::Libpcap(library) => library.interfaces(),
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
            Capture::Libpcap(library) => return library.start(filter).await,
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
        let upkeep = match &self.capture {
            Capture::Ring(ring) => ring.upkeep(),
            Capture::AfPacket(socket) => socket.upkeep(),
            Capture::Libpcap(library) => library.upkeep(),
        };
        match upkeep {
            Upkeep::None if self.adapter.is_some() => Upkeep::Detaches,
            upkeep => upkeep,
        }
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        match &mut self.capture {
            Capture::Ring(ring) => ring.next(),
            Capture::AfPacket(socket) => socket.next(),
            Capture::Libpcap(library) => library.next().or_else(|error| {
                self.failed = Some(error);
                Ok(Next::Idle)
            }),
        }
    }

    async fn wait(&mut self) {
        if self.failed.is_some() {
            return;
        }
        let waiting = async {
            match &mut self.capture {
                Capture::Ring(ring) => ring.wait().await,
                Capture::AfPacket(socket) => socket.wait().await,
                Capture::Libpcap(library) => library.wait().await,
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
        if let Some(error) = self.failed.take() {
            while let Ok(event) = timeout(GRACE, self.events.next()).await {
                self.follow(event).await?;
            }
            return Err(error);
        }
        match &mut self.capture {
            Capture::Libpcap(library) => library.attend().await,
            Capture::Ring(_) | Capture::AfPacket(_) => Ok(()),
        }
    }

    async fn stop(&mut self) {
        match &mut self.capture {
            Capture::Ring(ring) => ring.stop().await,
            Capture::AfPacket(socket) => socket.stop().await,
            Capture::Libpcap(library) => library.stop().await,
        }
    }

    fn ledger(&mut self) -> Option<Ledger> {
        match &mut self.capture {
            Capture::Ring(ring) => ring.ledger(),
            Capture::AfPacket(socket) => socket.ledger(),
            Capture::Libpcap(library) => library.ledger(),
        }
    }
}
